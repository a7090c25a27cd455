import {type ContainerFacts, type SafeText, safe, trusted} from '../../base/index.js';

/** Why there is nothing to observe; `null` when there is. */
export function whyNotObserved({status}: Pick<ContainerFacts, 'status'>): SafeText | null {
	if (status === 'running') return null;
	return status === 'paused' ? trusted('it is paused') : trusted('it is not running');
}

/** What an observation will do, and whether it creates anything: only then there is a question. */
export type ObservationConsent = {readonly lines: readonly SafeText[]; readonly creates: boolean};

/**
 * Only root traces, on the host of the engine.
 *
 * @param local  whether the engine is proven to be on this machine
 */
export function observationConsent(
	{name}: Pick<ContainerFacts, 'name'>,
	duration: SafeText,
	local: boolean,
	isRoot = process.getuid?.() === 0,
): ObservationConsent {
	const untouched = trusted('Nothing is written into it or started in it.');
	if (!local || !isRoot) {
		const why = local ? trusted('not run as root') : trusted('the engine is not on this machine');
		return {
			creates: false,
			lines: [safe`Observing ${name} for ${duration}, without a trace of its capabilities and programs (${why}). ${untouched}`],
		};
	}
	return {
		creates: true,
		lines: [
			safe`Observe ${name} for ${duration}? ${untouched} This will create, and remove afterwards:`,
			trusted(
				'  a kernel trace instance (tracefs, which is mounted if it is not, and stays mounted; before Linux 6.14 with kprobes on cap_capable)',
			),
		],
	};
}
