import {counted, hasProcesses, type ProcessFacts, type SafeText, safe, sanitise, trusted, userWords} from '../../base/index.js';
import {blank, type Column, heading, itemLine, line, type Page, prose, say, tableLines} from './layout/page.js';
import type {ContainerContext} from './page-state.js';
import {reasonOf} from './words.js';

const columns: readonly Column[] = [
	{title: trusted('PID'), align: 'right'},
	{title: trusted('USER')},
	{title: trusted('HOST UID'), align: 'right', drop: 1},
	{title: trusted('PARENT'), align: 'right', drop: 2},
	{title: trusted('COMMAND')},
];

/** What runs in it, as whom in the container's eyes and in the host's. Asked of the engine when the page opens. */
export function processesPage(context: ContainerContext): Page {
	const {
		assessed,
		assessed: {facts},
		entry,
		state,
		width,
	} = context;
	const {processes, execs} = facts;
	if (!processes.known && !hasProcesses(facts)) return {lines: [line(' It is not running, so it has no processes.')]};
	if (!processes.known) {
		const asking = state.asking.has(`${entry.id}/processes`);
		return {
			lines: asking
				? [line(' asking the engine …')]
				: [...prose(reasonOf(processes.reason), width), blank, line(say(safe` ${state.keyNames.refresh} asks again`), say(''))],
		};
	}
	const rows = processes.value.map(process => [
		sanitise(String(process.pid ?? '–')),
		userName(process, context),
		sanitise(process.uid === null ? '–' : String(process.uid)),
		sanitise(String(process.parent ?? '–')),
		process.args === '' ? process.command : process.args,
	]);
	const roots = processes.value.filter(({uid}) => uid === 0).length;
	return {
		lines: [
			...tableLines(
				{columns, rows},
				processes.value.map(({args}) => ({copy: args})),
			),
			blank,
			line(
				` ${counted(rows.length, 'process', 'processes')} · `,
				roots > 0 ? say(`${roots} as uid 0 on the host`, 'medium') : say('none as uid 0 on the host', 'ok'),
			),
			...(execs.known && execs.value.length > 0 ? [blank, heading(' COMMANDS STARTED WITH docker exec')] : []),
			...(execs.known
				? execs.value.map(exec =>
						itemLine(
							{copy: exec.command},
							say(`   ${exec.running ? 'running' : 'ended'}  `),
							say(exec.privileged ? 'privileged  ' : '', 'critical'),
							say(`as ${userWords(exec.user, assessed.image)}  ${exec.command}${exec.isHealthcheck ? '  (health check)' : ''}`),
						),
					)
				: []),
		],
	};
}

/**
 * As the container calls it: Docker runs `ps` on its host, whose /etc/passwd has other names for the same numbers (`messagebus` for
 * postgres). A number where the image has no name for it, and of a container with its own user namespace.
 */
function userName({uid, user}: ProcessFacts, {assessed: {facts}, state: {model}}: ContainerContext): SafeText {
	if (uid === null || model.engine?.kind === 'podman') return user;
	const accounts = model.images.get(facts.imageId)?.accounts;
	const known = facts.namespaces.user.kind === 'host' && accounts?.known ? accounts.value : [];
	const name = known.find(account => account.uid === uid)?.name;
	return name ?? (uid === 0 && facts.namespaces.user.kind === 'host' ? trusted('root') : sanitise(String(uid)));
}
