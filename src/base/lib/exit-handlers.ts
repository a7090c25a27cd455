/** Why the program ends: a regular exit status, or an unexpected error. */
export type Ending = {readonly status: number} | {readonly error: unknown};

/** 128 + the number of the signal. */
const statusOfSignal: ReadonlyMap<NodeJS.Signals, number> = new Map([
	['SIGINT', 130],
	['SIGTERM', 143],
	['SIGHUP', 129],
	['SIGQUIT', 131],
]);

/** One promise for every way to exit: `leave`, a signal, an exception, an unhandled rejection. The first one counts. */
export function exitHandlers(host: NodeJS.Process) {
	let settle: (ending: Ending) => void = () => undefined;
	const ending = new Promise<Ending>(resolve => {
		settle = resolve;
	});
	let insist: () => void = () => undefined;
	const insisted = new Promise<void>(resolve => {
		insist = resolve;
	});
	let leaving = false;
	const leave = (how: Ending) => {
		if (leaving) insist();
		leaving = true;
		settle(how);
	};
	const onSignal = (signal: NodeJS.Signals) => leave({status: statusOfSignal.get(signal) ?? 130});
	const onError = (error: unknown) => leave({error});
	for (const signal of statusOfSignal.keys()) host.on(signal, onSignal);
	host.on('uncaughtException', onError);
	host.on('unhandledRejection', onError);
	return {
		ending,
		leave,
		/** Resolves when the user asks to leave a second time: pending cleanup is then abandoned. */
		insisted,
		release() {
			for (const signal of statusOfSignal.keys()) host.off(signal, onSignal);
			host.off('uncaughtException', onError);
			host.off('unhandledRejection', onError);
		},
	};
}

/** The exit status of an ending. @throws the unexpected error */
export function statusOf(ending: Ending): number {
	if ('error' in ending) throw ending.error;
	return ending.status;
}
