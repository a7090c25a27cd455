import {
	type EngineEvent,
	type ExecInspect,
	execFacts,
	isHealthcheck,
	pairs,
	sanitise,
	string,
	userWords,
} from '../../../base/index.js';
import type {ActivityLog} from '../activity-log.js';
import {type EventLine, readEvent} from '../events/event-meaning.js';
import {type KnownContainer, subjectOfEvent} from '../known-containers.js';
import {joinExecs} from './exec-events.js';

/** Milliseconds in which several failures are a loop, and after a signal of the engine in which an exit is no failure. */
const loop = 300_000;
const stopping = 30_000;
/** Containers whose failures are counted. */
const MAX_CONTAINERS = 5_000;

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
	const exits = rememberExits(steady);
	const execs = joinExecs((subject, line) => log.event(subject, line));

	function exec(event: EngineEvent, line: EventLine, known: KnownContainer | null): void {
		if (known !== null && isHealthcheck(string(event.Action), known.facts.raw)) return;
		const id = string(Object.fromEntries(pairs(event.Actor?.Attributes))['execID']);
		const isAsked = id !== '' && known !== null;
		if (line.action !== 'exec_create') {
			if (isAsked) execs.started(id, known.subject, line);
			else log.event(subjectOfEvent(event, known), line);
		}
		// Podman has one event for both.
		if (line.action !== 'exec_start' && isAsked) askExec(line.id, id);
	}

	/** Joining and leaving networks is a part of starting and stopping. */
	const isNews = ({action}: EventLine, known: KnownContainer | null): boolean =>
		known?.facts.status === 'running' && (action === 'connect' || !exits.isStopping(known.facts.id));

	/** What follows from the event of a container. */
	function follow({id, action}: EventLine, exitCode: string, subject: KnownContainer['subject']): void {
		if (action === 'kill') exits.signalled(id);
		else if (action === 'oom') log.judge(subject, {kind: 'oom'}, {});
		else if (action === 'die') {
			const failures = exits.died(id, exitCode);
			if (failures > 0) log.judge(subject, {kind: 'failure', exitCode: sanitise(exitCode.slice(0, 10)), failures}, {});
		}
	}

	return {
		take(event: EngineEvent): void {
			const line = readEvent(event);
			const attributes = Object.fromEntries(pairs(event.Actor?.Attributes));
			if (line.type === 'container' && /^exec(_create|_start)?$/.test(line.action)) {
				exec(event, line, find(line.id));
				return;
			}
			const isMembership = line.type === 'network' && /^(dis)?connect$/.test(line.action);
			const about = isMembership ? string(attributes['container']) : line.id;
			const known = line.type === 'container' || isMembership ? find(about) : null;
			if (isMembership && !isNews(line, known)) return;
			const subject = subjectOfEvent(event, known);
			if (!unrecorded.test(line.action))
				log.event(subject, line.type === 'container' ? line : {...line, detail: line.detail ?? line.name});
			if (line.type === 'container') follow(line, string(attributes['exitCode']), subject);
		},
		/** The engine's answer about an exec. */
		exec(container: string, answer: ExecInspect): void {
			const known = find(container);
			const [exec] = known === null ? [] : execFacts([answer], known.facts.raw);
			if (known === null || exec === undefined) {
				execs.unanswered(string(answer.ID));
				return;
			}
			if (exec.isHealthcheck) {
				execs.forget(exec.id);
				return;
			}
			const {command, isRoot, privileged} = exec;
			const user = userWords(exec.user, known.assessed.image);
			execs.answered(exec.id, user, privileged);
			const activity = {kind: 'exec', command, user, isRoot, isPrivileged: privileged} as const;
			log.judge(known.subject, activity, {userIsRoot: known.facts.user.isRoot});
		},
		unanswered: execs.unanswered,
		/** What is not known by now is recorded without it. */
		flush: execs.flush,
	};
}

/** Which containers were signalled, ended and failed lately. */
function rememberExits(steady: () => number) {
	const failures = new Map<string, number[]>();
	const signals = new Map<string, number>();
	/** When they were last signalled or ended. */
	const ended = new Map<string, number>();

	/** The last that were set, of so many containers. */
	const set = <T>(map: Map<string, T>, id: string, value: T): void => {
		map.set(id, value);
		const [oldest] = map.keys();
		if (map.size > MAX_CONTAINERS && oldest !== undefined) map.delete(oldest);
	};

	return {
		signalled(id: string): void {
			set(ended, id, steady());
			set(signals, id, steady());
		},
		/** How often it has failed lately, with this time; 0 where this is no failure. */
		died(id: string, exitCode: string): number {
			const now = steady();
			set(ended, id, now);
			const wasStopped = now - (signals.get(id) ?? Number.NEGATIVE_INFINITY) < stopping;
			signals.delete(id);
			if (exitCode === '0' || wasStopped) return 0;
			const recent = [...(failures.get(id) ?? []), now].filter(at => now - at < loop).slice(-100);
			failures.delete(id);
			set(failures, id, recent);
			return recent.length;
		},
		/** It was signalled or has ended just now. */
		isStopping: (id: string): boolean => steady() - (ended.get(id) ?? Number.NEGATIVE_INFINITY) <= stopping,
	};
}
