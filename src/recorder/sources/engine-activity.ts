import type {EngineEvent, ExecInspect} from '../../answers/index.js';
import {execFacts, healthcheckWords} from '../../facts/index.js';
import {pairs, string} from '../../facts/read.js';
import {sanitise} from '../../terminal/sanitise.js';
import type {ActivityLog} from '../activity-log.js';
import {readEvent} from '../events/event-meaning.js';
import {type KnownContainer, subjectOfEvent} from '../known-containers.js';

/** Milliseconds in which several failures are a loop, and after a signal of the engine in which an exit is no failure. */
const loop = 300_000;
const stopping = 30_000;
/** Containers whose failures are counted. */
const mostContainers = 5_000;

/** What dockscope itself causes, what follows an event that is recorded, and what says nothing. */
const unrecorded =
	/^(top|archive-path|resize|exec_create|exec_detach|exec_die|attach|detach|init|cleanup|sync|wait|logs|health_status)$/;

export type EngineActivityParts = {
	readonly log: ActivityLog;
	readonly find: (id: string) => KnownContainer | null;
	readonly askExec: (container: string, exec: string) => void;
	readonly steady?: () => number;
};

/** Turns the engine's events into recorded ones, and into activity. */
export function readEngineActivity({log, find, askExec, steady = () => performance.now()}: EngineActivityParts) {
	const failures = new Map<string, number[]>();
	const signalled = new Map<string, number>();

	const bound = (map: Map<string, unknown>): void => {
		const [oldest] = map.keys();
		if (map.size > mostContainers && oldest !== undefined) map.delete(oldest);
	};

	function died(id: string, exitCode: string, subject: KnownContainer['subject']): void {
		const now = steady();
		const wasStopped = now - (signalled.get(id) ?? Number.NEGATIVE_INFINITY) < stopping;
		signalled.delete(id);
		if (exitCode === '0' || wasStopped) return;
		const recent = [...(failures.get(id) ?? []), now].filter(at => now - at < loop).slice(-100);
		failures.delete(id);
		failures.set(id, recent);
		bound(failures);
		log.judge(subject, {kind: 'failure', exitCode: sanitise(exitCode.slice(0, 10)), failures: recent.length}, {});
	}

	return {
		take(event: EngineEvent): void {
			const line = readEvent(event);
			const known = line.type === 'container' ? find(line.id) : null;
			const subject = subjectOfEvent(event, known);
			const attributes = Object.fromEntries(pairs(event.Actor?.Attributes));
			const isExec = line.type === 'container' && /^exec(_create|_start)?$/.test(line.action);
			if (isExec && known !== null && isHealthcheck(event, known)) return;
			if (!unrecorded.test(line.action)) log.event(subject, line);
			if (line.type !== 'container') return;
			if (line.action === 'exec_create' || line.action === 'exec') {
				const exec = string(attributes['execID']);
				if (exec !== '' && known !== null) askExec(line.id, exec);
			} else if (line.action === 'kill') {
				signalled.set(line.id, steady());
				bound(signalled);
			} else if (line.action === 'die') died(line.id, string(attributes['exitCode']), subject);
			else if (line.action === 'oom') log.judge(subject, {kind: 'oom'}, {});
		},
		/** The engine's answer about an exec. */
		exec(container: string, answer: ExecInspect): void {
			const known = find(container);
			if (known === null) return;
			const [exec] = execFacts([answer], known.facts.raw);
			if (exec === undefined || exec.isHealthcheck) return;
			const {command, user, isRoot, privileged} = exec;
			const activity = {kind: 'exec', command, user, isRoot, isPrivileged: privileged} as const;
			log.judge(known.subject, activity, {userIsRoot: known.facts.user.isRoot});
		},
	};
}

/** Its health check runs as an exec every half minute. */
function isHealthcheck({Action: action = ''}: EngineEvent, {facts}: KnownContainer): boolean {
	const words = healthcheckWords(facts.raw);
	// A command without arguments ends with a space.
	return words.length > 0 && action.trimEnd().endsWith(`: ${words.join(' ')}`);
}
