import {counted, maskSecrets, type SafeText, safe, sanitise, trusted} from '../../base/index.js';
import {rowsOfWorkload} from './alert-lines.js';
import {eventLine} from './event-lines.js';
import {rowsOf} from './events.js';
import {foldRows} from './fold-rows.js';
import {blank, heading, itemLine, type Line, line, type Page, prose, say} from './layout/page.js';
import type {ContainerContext} from './page-state.js';
import {recordedLines} from './recorded-lines.js';
import {usageLines} from './usage-lines.js';
import {age} from './words.js';

/** Rows of the timeline, and of what ended it. */
const MAX_ROWS = 30;
const MAX_ENDS = 5;
/** Health checks whose output is shown. */
const MAX_CHECKS = 3;

/** How it runs and what happened to it: state, usage, exits, the timeline, and what it does as the recorder has seen it. */
export function runtimePage(context: ContainerContext): Page {
	const {
		assessed: {facts},
		entry,
		state,
		width,
	} = context;
	const rows = foldRows(rowsOfWorkload(context, rowsOf(state, state)));
	const ends = rows.filter(
		({kind, text}) => (kind === 'event' && /^(?:die|oom)\b/.test(text)) || /^Process OOM-killed/.test(text),
	);
	return {
		lines: [
			heading(' STATE'),
			pair('state', sanitise(entry.state)),
			pair('created', when(facts.createdAt, state.clock)),
			pair('started', when(facts.startedAt, state.clock)),
			...(facts.finishedAt === null ? [] : [pair('ended', when(facts.finishedAt, state.clock))]),
			...(facts.status === 'exited' ? [pair('exit code', sanitise(String(facts.exitCode ?? 'unknown')))] : []),
			pair('restarts', sanitise(counted(facts.restartCount, 'time')), facts.restartCount > 3 ? 'medium' : undefined),
			...(facts.oomKilled ? [pair('memory', trusted('OOM-killed'), 'high')] : []),
			pair(
				'health',
				sanitise(facts.hasHealthcheck ? facts.health : 'no health check'),
				facts.health === 'unhealthy' ? 'high' : undefined,
			),
			pair('logging', sanitise(`${facts.logging.driver}${boundWords(facts.logging.bounded)}`)),
			...healthLog(facts.raw.State?.Health?.Log, width),
			blank,
			...usageLines(context),
			...(ends.length === 0
				? []
				: [heading(' EXITS AND OOM KILLS'), ...ends.slice(0, MAX_ENDS).map(row => eventLine(row, width)), blank]),
			heading(' TIMELINE (UTC)'),
			...(rows.length === 0
				? [line(state.history === null || state.history.older === 'none' ? '   nothing seen yet' : '   nothing recently')]
				: rows.slice(0, MAX_ROWS).map(row => eventLine(row, width))),
			...(rows.length > MAX_ROWS ? [line(say(safe`   ${state.keyNames.openEvents}: all of them`, 'muted'))] : []),
			blank,
			...recordedLines(context),
		],
	};
}

const pair = (name: string, value: SafeText, tone?: 'medium' | 'high'): Line =>
	itemLine({copy: value}, say(`   ${name.padEnd(11)}`, 'muted'), say(value, tone));

const when = (iso: string | null, clock: number): SafeText =>
	sanitise(iso === null ? 'never' : `${age(iso, clock)} ago, ${iso.slice(0, 19)}Z`);

type HealthLog = NonNullable<NonNullable<NonNullable<ContainerContext['assessed']['facts']['raw']['State']>['Health']>['Log']>;

/** The last checks, newest first. What they print may quote an address with a password. */
function healthLog(log: HealthLog | null | undefined, width: number): readonly Line[] {
	return (log ?? [])
		.slice(-MAX_CHECKS)
		.reverse()
		.flatMap((check, index) => {
			const output = maskSecrets((check.Output ?? '').slice(0, 400));
			const name = index === 0 ? 'last check' : 'before';
			return prose(sanitise(`${name.padEnd(11)}exit ${check.ExitCode ?? '?'}  ${output}`), width, {
				indent: 3,
				tone: check.ExitCode === 0 ? 'muted' : 'medium',
			});
		});
}

const boundWords = (bounded: boolean | null): string =>
	bounded === null ? ', limit unknown' : bounded ? ', size limited' : ', no size limit';
