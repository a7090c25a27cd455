import {type Capability, counted} from '../../base/index.js';
import {complaints} from './complaints.js';
import type {Effort, Exercised} from './exercise/step.js';
import {missingFrom, type TwinSnapshot} from './observe-twin.js';
import type {Replies} from './probes/reply.js';
import type {WrittenFiles} from './written-files.js';

/** What the control twin did: a candidate must do the same. */
export type Reference = {
	readonly classes: ReadonlySet<string>;
	/** Processes that were started by probes, and stayed. */
	readonly called: ReadonlySet<string>;
	/** A process could use a capability while serving, or become root again through its setuid file. */
	readonly privileged: boolean;
	/** Capabilities that processes kept when they dropped the rest. */
	readonly kept: ReadonlySet<Capability>;
	readonly ports: ReadonlySet<string>;
	/** Ports that are not reachable from outside. */
	readonly loopback: ReadonlySet<string>;
	readonly replies: Replies | null;
	/** What it was made to do beyond that; at its second start, where there was one. `null` when its network cannot be entered. */
	readonly exercised: Exercised | null;
	readonly exercisedAgain: Exercised | null;
	readonly log: string;
	/** Milliseconds until it was ready. */
	readonly readyAfter: number;
	readonly healthy: boolean;
	/** Milliseconds from the stop signal to its end; `null` when it had to be killed. */
	readonly stopsAfter: number | null;
	/** Could be started a second time with its own data; if not, candidates are not tested for that. */
	readonly startsAgain: boolean;
	/** Files after its first start, and after its second. */
	readonly written: WrittenFiles | null;
	readonly writtenAgain: WrittenFiles | null;
};

export type TrialVerdict =
	| {readonly ok: true; readonly note: string; readonly reference: Reference; readonly log: string}
	| {
			readonly ok: false;
			readonly note: string;
			readonly log: string;
			readonly outOfMemory: boolean;
			readonly certain: boolean;
			/** Set if new complaints in the log are the only difference from its control. */
			readonly complains?: {readonly lines: readonly string[]; readonly written: WrittenFiles | null; readonly again: boolean};
	  };

/** Called while a twin is ready: for evidence that only a live twin gives. */
export type WhileReady = (
	twin: {id: string; pid: number},
	when: 'ready' | 'waiting' | 'waited' | 'probed' | 'stopped',
) => Promise<void>;

export type Expectations = {
	/** `null` for the control itself. */
	readonly reference: Reference | null;
	/** What the original shows, which the control should reach; empty when it is not running. */
	readonly expectedSignals: {readonly classes: ReadonlySet<string>; readonly ports: ReadonlySet<string>};
	/** Stop it, and check whether it reacts like the control. */
	readonly stop: boolean;
	/** How much it is made to do. */
	readonly effort: Effort;
	/** A second start of the same twin. */
	readonly again?: boolean;
	/** Allows more time: for the trial that decides. */
	readonly patient?: boolean;
	/** Shapes of harmless complaints. */
	readonly harmless?: ReadonlySet<string>;
	readonly whileReady?: WhileReady;
};

/** What a twin lacks of what is expected. */
export function missingSignals(
	now: TwinSnapshot,
	{reference, expectedSignals}: Pick<Expectations, 'reference' | 'expectedSignals'>,
): string {
	const wanted = reference ?? expectedSignals;
	const classes = missingFrom(wanted.classes, now.classes);
	const ports = missingFrom(wanted.ports, now.ports);
	if (classes.length > 0) return `no process ${classes.map(inWords).join(', ')}`;
	if (ports.length > 0) return `nothing listens on ${ports.join(', ')}`;
	return now.health === 'none' ? 'it does not settle' : `its health check says ${now.health}`;
}

export function summary(now: TwinSnapshot, replies: Replies | null): string {
	const answers = [...(replies ?? [])].filter(([, reply]) => reply.text !== '').map(([port, reply]) => `${port} → ${reply.text}`);
	const ports = [...now.ports].sort().join(' ');
	return [
		counted(now.classes.size, 'kind of process', 'kinds of process'),
		...(ports === '' ? [] : [`listens on ${ports}`]),
		...answers,
		...(now.health === 'healthy' ? ['healthy'] : []),
	].join(', ');
}

/** A failed trial. @param certain  load of the machine cannot explain it */
export function failed(note: string, log: string, outOfMemory: boolean, certain: boolean): TrialVerdict {
	return {ok: false, note: outOfMemory ? `out of memory; ${note}` : note, log, outOfMemory, certain};
}

/** The most informative of the last lines. */
export function lastComplaint(log: string): string {
	const line = complaints(log).at(-1) ?? log.trim().split('\n').at(-1) ?? '';
	return line.trim() === '' ? '' : `: ${line.trim().slice(0, 160)}`;
}

/** `nginx as 33:33` of `nginx:33:33`; a name may contain colons itself. */
const inWords = (kind: string): string =>
	kind.replace(/:([^:]*):([^:]*)$/, (_, uid, gid) => ` as ${uid}${gid === '' ? '' : `:${gid}`}`);
