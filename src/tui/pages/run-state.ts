import {type ContainerFacts, counted, maskSecrets, safe} from '../../base/index.js';
import {heading, type Line, line, pairLines, say} from './layout/page.js';
import {logLine} from './log-lines.js';
import type {ContainerContext} from './page-state.js';
import {age} from './words.js';

/** Lines of a log that an overview shows. */
const fewLines = 8;

/** How it runs, where that is not simply well: why it ended, how often it was restarted, its health; and what it wrote last. */
export function runStateLines(context: ContainerContext): readonly Line[] {
	const {
		assessed: {facts},
		state: {clock},
		width,
	} = context;
	// What the engine and a health check say may quote a command or an address with a password.
	const rows: (readonly [string, string, ('medium' | 'high')?])[] = [];
	if (facts.exitCode !== null && facts.status !== 'created')
		rows.push(['last exit', `${exitWords(facts)}${agoWords(facts, clock)}`, facts.exitCode === 0 ? undefined : 'high']);
	const problem = facts.raw.State?.Error;
	if (typeof problem === 'string' && problem !== '') rows.push(['engine says', problem.slice(0, 400), 'high']);
	if (facts.restartCount > 0)
		rows.push(['restarts', `${counted(facts.restartCount, 'time')}, policy ${facts.restart.name}`, 'medium']);
	if (facts.oomKilled && facts.exitCode === null) rows.push(['memory', 'OOM-killed', 'high']);
	if (facts.hasHealthcheck && facts.health === 'unhealthy') rows.push(['health', `unhealthy${lastCheck(facts)}`, 'high']);
	const log = logEnd(context);
	if (rows.length === 0 && log.length === 0) return [];
	return [
		heading(rows.length > 0 ? ' STATE' : ' LAST LOG LINES'),
		...rows.flatMap(([name, value, tone]) => pairLines(name, maskSecrets(value), width, tone ? {tone} : {})),
		...log,
	];
}

function logEnd({state: {logEnds, keyNames}, entry, assessed: {facts}}: ContainerContext): readonly Line[] {
	const end = logEnds.get(entry.id);
	if (!end) return [];
	if (end.failed !== null) return [line(say(`   log          ${end.failed}`, 'muted'))];
	if (end.lines.length === 0) return facts.exitCode === null ? [] : [line(say('   nothing in its log', 'muted'))];
	return [
		...end.lines.slice(-fewLines).map(one => {
			const made = logLine(one);
			return made.kind === 'text' ? {...made, spans: [say('  '), ...made.spans]} : made;
		}),
		line(say(safe`   ${keyNames.openLogs}: the whole log`, 'muted')),
	];
}

const signals: Readonly<Record<number, string>> = {
	1: 'SIGHUP',
	2: 'SIGINT',
	3: 'SIGQUIT',
	4: 'SIGILL',
	6: 'SIGABRT',
	7: 'SIGBUS',
	8: 'SIGFPE',
	9: 'SIGKILL',
	11: 'SIGSEGV',
	13: 'SIGPIPE',
	15: 'SIGTERM',
	31: 'SIGSYS',
};

/**
 * `137 · OOM-killed`, `139 · killed by SIGSEGV`, `127 · command not found`.
 *
 * @source docker run reference, "Exit status"; wait(2); POSIX 2.8.2 for 126, 127 and 128 + n
 */
function exitWords({exitCode, oomKilled}: Pick<ContainerFacts, 'exitCode' | 'oomKilled'>): string {
	const code = exitCode ?? 0;
	const signal = signals[code - 128];
	const why = oomKilled
		? 'OOM-killed'
		: signal !== undefined
			? `killed by ${signal}`
			: code === 126
				? 'command cannot be executed'
				: code === 127
					? 'command not found'
					: code === 0
						? 'it ended normally'
						: 'the program reported a failure';
	return `exit ${code} · ${why}`;
}

const agoWords = ({finishedAt}: ContainerFacts, clock: number): string =>
	finishedAt === null ? '' : ` · ${age(finishedAt, clock)} ago`;

function lastCheck({raw}: ContainerFacts): string {
	const last = raw.State?.Health?.Log?.at(-1);
	return last ? `, last check: exit ${last.ExitCode ?? '?'} ${(last.Output ?? '').slice(0, 400)}` : '';
}
