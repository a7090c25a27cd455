import {Cvss4P0} from 'ae-cvss-calculator';

const known = new Map<string, number | null>();
/** Cached, since vectors repeat across rows; bounded, since a report may make them up. */
const MAX_KEPT = 5000;

/**
 * Score of a CVSS 4.0 vector including its optional metrics, as defined by FIRST: the macro vector's entry in a table of 270,
 * minus the distance of the vector from it. `null` if it is incomplete or invalid. @source
 * first.org/cvss/v4.0/specification-document, section 8
 */
export function scoreOf4(vector: string): number | null {
	const before = known.get(vector);
	if (before !== undefined) return before;
	if (known.size >= MAX_KEPT) known.clear();
	const score = computed(vector);
	known.set(vector, score);
	return score;
}

function computed(vector: string): number | null {
	// The library writes unknown values to the console, which is the screen.
	if (!isVector(vector)) return null;
	try {
		const parsed = new Cvss4P0(vector);
		return parsed.isBaseFullyDefined() ? parsed.calculateScores().overall : null;
	} catch (error) {
		// The library throws plain errors for invalid metric values.
		if (error instanceof Error) return null;
		throw error;
	}
}

const threat = 'XAPU';
const requirements = 'XHML';
const modified = (values: string): string => `X${values}`;
const [reach, complexity, presence, privileges, interaction, impact] = ['NALP', 'LH', 'NP', 'NLH', 'NPA', 'HLN'];

/** Values of each metric, by their first letter. @source first.org/cvss/v4.0/specification-document, section 7 */
const metrics: ReadonlyMap<string, string> = new Map([
	...Object.entries({AV: reach, AC: complexity, AT: presence, PR: privileges, UI: interaction}),
	...['VC', 'VI', 'VA', 'SC', 'SI', 'SA'].map(name => [name, impact] as const),
	...Object.entries({E: threat, CR: requirements, IR: requirements, AR: requirements}),
	...Object.entries({MAV: reach, MAC: complexity, MAT: presence, MPR: privileges, MUI: interaction}).map(
		([name, values]) => [name, modified(values)] as const,
	),
	...['MVC', 'MVI', 'MVA', 'MSC'].map(name => [name, modified(impact)] as const),
	...['MSI', 'MSA'].map(name => [name, modified(`S${impact}`)] as const),
	...Object.entries({S: 'XNP', AU: 'XNY', R: 'XAUI', V: 'XDC', RE: 'XLMH'}),
]);
const urgencies = ['X', 'Clear', 'Green', 'Amber', 'Red'];

/** Only metrics and values of the specification, each metric once. */
function isVector(vector: string): boolean {
	const parts = vector.slice('CVSS:4.0/'.length, MAX_LENGTH).split('/');
	const seen = new Set<string>();
	return (
		vector.length < MAX_LENGTH &&
		parts.every(part => {
			const [name = '', value = '', ...more] = part.split(':');
			const isNew = !seen.has(name) && more.length === 0;
			seen.add(name);
			if (name === 'U') return isNew && urgencies.includes(value);
			return isNew && value.length === 1 && metrics.get(name)?.includes(value) === true;
		})
	);
}

/** Characters: all metrics together have 180. */
const MAX_LENGTH = 300;
