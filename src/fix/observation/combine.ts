import type {ExecutedProgram, Observation, ObservedUse, PathChange} from '../evidence/evidence.js';

/**
 * What was recorded, and what was watched for this plan, as one. What either saw counts; what was not seen rests on the longer of the two,
 * unless the other saw something new meanwhile.
 */
export function combine(recorded: Observation | null, watched: Observation | null): Observation | null {
	if (recorded === null || watched === null) return recorded ?? watched;
	const isLonger = recorded.traced === watched.traced ? recorded.seconds >= watched.seconds : recorded.traced;
	const [base, other] = isLonger ? [recorded, watched] : [watched, recorded];
	const capabilities = added(base.capabilities, other.capabilities, (one: ObservedUse) => one.capability);
	const programs = added(base.programs, other.programs, (one: ExecutedProgram) => one.path);
	const isNews = capabilities.length > base.capabilities.length || programs.length > base.programs.length;
	return {
		...base,
		capabilities,
		programs,
		written: added(base.written, other.written, (one: PathChange) => one.path),
		peaks: base.peaks ?? other.peaks,
		lastNew: isNews ? smaller(base.lastNew, other.lastNew) : base.lastNew,
	};
}

function added<T>(base: readonly T[], other: readonly T[], keyOf: (one: T) => string): readonly T[] {
	const known = new Set(base.map(keyOf));
	return [...base, ...other.filter(one => !known.has(keyOf(one)))];
}

const smaller = (one: number | null, other: number | null): number | null =>
	one === null || other === null ? (one ?? other) : Math.min(one, other);
