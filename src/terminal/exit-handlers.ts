/** Why the program ends: a status of its own accord, or something that nobody foresaw. */
export type Ending = {readonly status: number} | {readonly error: unknown};

/** 128 + the number of the signal. */
const statusOfSignal: ReadonlyMap<NodeJS.Signals, number> = new Map([
	['SIGINT', 130],
	['SIGTERM', 143],
	['SIGHUP', 129],
	['SIGQUIT', 131],
]);

/** One promise for every way out: `leave`, a signal, an exception, a rejection that nobody handles. The first one counts. */
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
		/** Resolves when one wants to leave who is leaving already: what is still being tidied up is waited for no longer. */
		insisted,
		/** Gives the signals back to whoever comes after us. */
		release() {
			for (const signal of statusOfSignal.keys()) host.off(signal, onSignal);
			host.off('uncaughtException', onError);
			host.off('unhandledRejection', onError);
		},
	};
}

/** The exit status of an ending. @throws what nobody foresaw */
export function statusOf(ending: Ending): number {
	if ('error' in ending) throw ending.error;
	return ending.status;
}
