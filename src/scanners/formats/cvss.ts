import {scoreOf4} from './cvss4.js';

/**
 * Score of a CVSS vector: the base score for versions 2, 3.0 and 3.1, that of the whole vector for 4.0; `null` if it is incomplete.
 * @source first.org/cvss/v3.1/specification-document, v2/guide section 3.2.1
 */
export function scoreOfVector(vector: string): number | null {
	if (vector.startsWith('CVSS:4.0/')) return scoreOf4(vector);
	const metrics = new Map(
		vector
			.replace(/[()]/g, '')
			.split('/')
			.map(part => part.split(':') as [string, string | undefined])
			.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
	);
	const version = metrics.get('CVSS');
	if (version === '3.0' || version === '3.1') return version3(metrics, version);
	return version === undefined && metrics.has('Au') ? version2(metrics) : null;
}

type Metrics = ReadonlyMap<string, string>;

/** The weights of the given metrics in order; `null` when one is missing. */
function weigh(metrics: Metrics, weights: Readonly<Record<string, Readonly<Record<string, number>>>>): number[] | null {
	const found: number[] = [];
	for (const [metric, values] of Object.entries(weights)) {
		const value = metrics.get(metric) ?? '';
		// `__proto__` and the like are not values.
		const weight = Object.hasOwn(values, value) ? values[value] : undefined;
		if (weight === undefined) return null;
		found.push(weight);
	}
	return found;
}

const impact3 = {H: 0.56, L: 0.22, N: 0};

function version3(metrics: Metrics, version: '3.0' | '3.1'): number | null {
	const changed = metrics.get('S') === 'C';
	if (!changed && metrics.get('S') !== 'U') return null;
	const reach = weigh(metrics, {
		AV: {N: 0.85, A: 0.62, L: 0.55, P: 0.2},
		AC: {L: 0.77, H: 0.44},
		PR: changed ? {N: 0.85, L: 0.68, H: 0.5} : {N: 0.85, L: 0.62, H: 0.27},
		UI: {N: 0.85, R: 0.62},
	});
	const losses = weigh(metrics, {C: impact3, I: impact3, A: impact3});
	if (reach === null || losses === null) return null;
	const base = 1 - losses.reduce((kept, loss) => kept * (1 - loss), 1);
	const impact = changed ? 7.52 * (base - 0.029) - 3.25 * (base - 0.02) ** 15 : 6.42 * base;
	if (impact <= 0) return 0;
	const exploitability = reach.reduce((product, weight) => product * weight, 8.22);
	const sum = Math.min((changed ? 1.08 : 1) * (impact + exploitability), 10);
	return version === '3.1' ? roundUp(sum) : Math.ceil(sum * 10) / 10;
}

/** Appendix A of 3.1: rounding up without floating-point errors. */
function roundUp(value: number): number {
	const whole = Math.round(value * 100_000);
	return whole % 10_000 === 0 ? whole / 100_000 : (Math.floor(whole / 10_000) + 1) / 10;
}

const impact2 = {N: 0, P: 0.275, C: 0.66};

function version2(metrics: Metrics): number | null {
	const reach = weigh(metrics, {
		AV: {L: 0.395, A: 0.646, N: 1},
		AC: {H: 0.35, M: 0.61, L: 0.71},
		Au: {M: 0.45, S: 0.56, N: 0.704},
	});
	const losses = weigh(metrics, {C: impact2, I: impact2, A: impact2});
	if (reach === null || losses === null) return null;
	const impact = 10.41 * (1 - losses.reduce((kept, loss) => kept * (1 - loss), 1));
	const exploitability = reach.reduce((product, weight) => product * weight, 20);
	return Math.round((0.6 * impact + 0.4 * exploitability - 1.5) * (impact === 0 ? 0 : 1.176) * 10) / 10;
}
