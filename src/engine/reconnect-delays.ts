/** Milliseconds to wait before each try to connect again: quick at first, so that a restarted engine is right again within two seconds, then ever slower. */
export function* reconnectDelays(): Generator<number, never> {
	for (let delay = 100; ; delay = Math.min(delay * 1.5, 10_000)) yield Math.round(Math.min(delay, 10_000));
}
