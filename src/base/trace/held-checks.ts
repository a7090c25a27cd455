import type {CheckEvent} from './trace-events.js';

/** Different checks of one container that wait: more only while there is room for all. */
const MAX_WAITING = 2000;

type HeldCheck = {readonly check: CheckEvent; readonly at: number; readonly early: boolean; times: number};

export type RoomForChecks = {
	/** Whether more checks may wait than each container may have waiting. */
	readonly hasRoom: () => boolean;
	/** A check could not be kept. */
	readonly onDropped: () => void;
};

/** Checks that wait until it is known what the container may have, by what they are: a program that starts asks the same thousands of times. */
export function holdChecks(room: RoomForChecks | null) {
	let waiting = new Map<string, HeldCheck>();
	return {
		/** Different ones. */
		count: (): number => waiting.size,
		add(check: CheckEvent, at: number, early: boolean): void {
			const key = JSON.stringify(check);
			const same = waiting.get(key);
			if (same !== undefined) same.times += 1;
			else if (waiting.size < MAX_WAITING || room?.hasRoom() === true) waiting.set(key, {check, at, early, times: 1});
			else room?.onDropped();
		},
		/** All of them: they do not wait any more. */
		take(): readonly HeldCheck[] {
			const taken = [...waiting.values()];
			waiting = new Map();
			return taken;
		},
	};
}
