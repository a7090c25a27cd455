/** Milliseconds after its start in which a container sets itself up: it opens ports, gives files their owner, and drops its privileges. */
const settingUp = 60_000;

/**
 * Containers that were started a moment ago. What a service does only at its start is not unusual at the first start that is recorded, however
 * long it had run before.
 */
export function startPhases() {
	const began = new Map<string, number>();
	return {
		/** @param now  milliseconds by a steady clock */
		begin(container: string, now: number): void {
			began.delete(container);
			began.set(container, now);
		},
		isSettingUp: (container: string, now: number): boolean =>
			now - (began.get(container) ?? Number.NEGATIVE_INFINITY) < settingUp,
		/** Of the containers that run now, those that have set themselves up since the last call; any other is forgotten. */
		settled(running: ReadonlySet<string>, now: number): string[] {
			const done = [...began].filter(([id, at]) => running.has(id) && now - at >= settingUp).map(([id]) => id);
			for (const id of began.keys()) if (!running.has(id) || done.includes(id)) began.delete(id);
			return done;
		},
	};
}
