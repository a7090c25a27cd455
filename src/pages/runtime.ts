import {counted} from '../terminal/counted.js';
import {type SafeText, trusted} from '../terminal/safe-text.js';
import {sanitise} from '../terminal/sanitise.js';
import {clockTime} from './event-lines.js';
import {blank, heading, itemLine, type Line, line, type Page, prose, say} from './layout/page.js';
import type {ContainerContext} from './page-state.js';
import {age} from './words.js';

/** What happened to it: starts, ends, restarts, health, and what was seen to change since dockscope started. */
export function runtimePage({assessed: {facts}, entry, state, width}: ContainerContext): Page {
	const events = state.events.filter(({id}) => id === entry.id);
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
			heading(' SINCE START'),
			...(events.length === 0
				? [line('   nothing changed')]
				: events.map(({at, text}) => line(say(`   ${clockTime(at)}  `, 'muted'), say(text)))),
		],
	};
}

const pair = (name: string, value: SafeText, tone?: 'medium' | 'high'): Line =>
	itemLine({copy: value}, say(`   ${name.padEnd(11)}`, 'muted'), say(value, tone));

const when = (iso: string | null, clock: number): SafeText =>
	sanitise(iso === null ? 'never' : `${age(iso, clock)} ago, ${iso.slice(0, 19)}Z`);

type HealthLog = NonNullable<NonNullable<NonNullable<ContainerContext['assessed']['facts']['raw']['State']>['Health']>['Log']>;

function healthLog(log: HealthLog | null | undefined, width: number): readonly Line[] {
	const last = log?.at(-1);
	if (!last) return [];
	return prose(sanitise(`last check: exit ${last.ExitCode ?? '?'}  ${(last.Output ?? '').slice(0, 400)}`), width, {
		indent: 3,
		tone: 'muted',
	});
}

const boundWords = (bounded: boolean | null): string =>
	bounded === null ? ', limit unknown' : bounded ? ', size limited' : ', no size limit';
