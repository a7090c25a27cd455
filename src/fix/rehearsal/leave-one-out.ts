import type {Capability} from '../../base/index.js';
import type {TrialVerdict} from './verdict.js';

export type NeededCapability = {
	readonly capability: Capability;
	/** What was observed without it; `null` when not tried. */
	readonly without: string | null;
};

/**
 * Drops each capability separately and keeps those without which a trial fails. A trial that failed in parallel with others, for a reason
 * that load could explain, is repeated alone before it counts. Capabilities that a trial cannot exercise are kept untried.
 */
export async function leaveOneOut(
	capabilities: readonly Capability[],
	keep: ReadonlySet<Capability>,
	parallel: number,
	trial: (without: Capability, patient: boolean) => Promise<TrialVerdict>,
): Promise<NeededCapability[]> {
	const queue = capabilities.filter(one => !keep.has(one));
	const outcomes = new Map<Capability, TrialVerdict>();
	await Promise.all(
		Array.from({length: Math.max(1, Math.min(parallel, queue.length))}, async () => {
			for (let next = queue.shift(); next !== undefined; next = queue.shift()) outcomes.set(next, await trial(next, false));
		}),
	);
	const needed: NeededCapability[] = [];
	for (const capability of capabilities) {
		const first = outcomes.get(capability);
		if (first === undefined) needed.push({capability, without: null});
		else if (!first.ok) {
			const verdict = first.certain || parallel === 1 ? first : await trial(capability, true);
			if (!verdict.ok) needed.push({capability, without: verdict.note});
		}
	}
	return needed;
}
