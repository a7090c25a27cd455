import {Cvss4P0} from 'ae-cvss-calculator';

const known = new Map<string, number | null>();
/** Vectors repeat from row to row; a report that makes them up must not fill the memory. */
const mostKept = 5000;

/**
 * Score of a CVSS 4.0 vector with what it holds besides the base metrics, as FIRST defines it: the macro vector's entry in a table of 270,
 * less what the vector lies below it. `null` for one that is incomplete or wrong. @source
 * first.org/cvss/v4.0/specification-document, section 8
 */
export function scoreOf4(vector: string): number | null {
	const before = known.get(vector);
	if (before !== undefined) return before;
	if (known.size >= mostKept) known.clear();
	const score = computed(vector);
	known.set(vector, score);
	return score;
}

function computed(vector: string): number | null {
	try {
		const parsed = new Cvss4P0(vector);
		return parsed.isBaseFullyDefined() ? parsed.calculateScores().overall : null;
	} catch (error) {
		// The library throws plain errors about values that a metric does not have.
		if (error instanceof Error) return null;
		throw error;
	}
}
