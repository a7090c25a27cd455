import type {SignalEvent} from './trace-events.js';

/** Seconds after which a process has had the time to react to a signal. */
const reaction = 0.25;
/** Checks that wait; the oldest counts then. */
const most = 256;

/**
 * Checks of KILL that may still turn out to have decided nothing: the process that sent the signal was the first of its container and ended at
 * once, without waiting for the other one, so that the kernel killed it. Without the capability it would have done the same.
 */
export function unsettledKills<Use>() {
	type Kill = {readonly sender: number; target: number | null; readonly at: number; readonly use: Use};
	let kills: Kill[] = [];
	let done: Use[] = [];
	let now = 0;

	return {
		/** @param at  seconds by a steady clock */
		check(sender: number, at: number, use: Use): void {
			now = at;
			kills.push({sender, target: null, at, use});
			if (kills.length > most) done.push(...kills.splice(0, 1).map(kill => kill.use));
		},
		/** The kernel sends each signal right after it has asked whether it may be sent. */
		signal({pid, target, atEnd}: SignalEvent, at: number): void {
			now = at;
			if (atEnd) {
				const isVoid = (kill: Kill): boolean => kill.sender === pid && kill.target === target && at - kill.at <= reaction;
				kills = kills.filter(kill => !isVoid(kill));
				return;
			}
			const last = kills.findLast(({sender}) => sender === pid);
			if (last !== undefined && last.target === null) last.target = target;
		},
		/** Those that have decided something by now, once. */
		settled(): Use[] {
			const old = kills.filter(({at}) => now - at > reaction).map(({use}) => use);
			kills = kills.filter(({at}) => now - at <= reaction);
			const all = [...done, ...old];
			done = [];
			return all;
		},
		/** The others. */
		waiting: (): Use[] => kills.map(({use}) => use),
	};
}
