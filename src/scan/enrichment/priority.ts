import {compareText, type SafeText, sanitise, trusted} from '../../base/index.js';
import {mapInSlices} from '../formats/sliced.js';
import {byScanSeverity, type ScanSeverity, type Vulnerability} from '../report.js';

const base: Readonly<Record<ScanSeverity, number>> = {critical: 10, high: 7, medium: 4, unknown: 3, low: 1};

/**
 * How urgent a vulnerability is *here*: its severity, multiplied by factors of this host. Known exploitation weighs most, then
 * whether live code uses it, whether it is reachable from outside, and whether there is a fix. Unknown weighs between yes and
 * no. It only orders a list; it is not a risk score.
 */
export function priority(row: Vulnerability): number {
	return (
		base[row.severity] *
		exploitation(row) *
		usage(row) *
		(row.exposed === true ? 1.5 : row.exposed === null ? 1.2 : 1) *
		(row.fix.state === 'fixed' ? 1.2 : 1)
	);
}

/** Known exploitation counts three times, an EPSS of 1 as much. */
const exploitation = ({kev, epss}: Vulnerability) => (kev === true ? 3 : 1 + 2 * (epss?.score ?? 0));
const usage = ({loaded}: Vulnerability) => (loaded === 'loaded' ? 2 : loaded === 'unknown' ? 1.3 : 1);

/** The reasons for a row's position, strongest first. */
export function explainPriority(row: Vulnerability): readonly SafeText[] {
	const {kev, epss, loaded, exposed, fix, severity} = row;
	return [
		sanitise(`severity ${severity}`),
		...(kev === true ? [trusted('known to be exploited (CISA KEV)')] : []),
		...(epss === null ? [] : [sanitise(`EPSS ${epss.score.toFixed(2)}: chance of exploitation within 30 days`)]),
		loaded === 'loaded'
			? trusted('a live process has it loaded')
			: loaded === 'on-disk'
				? trusted('on disk; no live process has it loaded now')
				: sanitise(`not known whether it is loaded: ${row.loadedReason ?? 'not looked at'}`),
		exposed === true
			? trusted('published beyond this host')
			: exposed === false
				? trusted('not published beyond this host')
				: trusted('not known whether it is published'),
		fix.state === 'fixed'
			? sanitise(`fixed in ${fix.versions.join(', ')}`)
			: fix.state === 'wont-fix'
				? trusted('the distribution will not fix it')
				: trusted('no fix known'),
	];
}

/** Most urgent first; ties are ordered by name. Computes each priority once. */
export async function byPriority(rows: readonly Vulnerability[], signal?: AbortSignal): Promise<Vulnerability[]> {
	const weighed = await mapInSlices(rows, row => ({row, weight: priority(row)}), signal);
	weighed.sort(
		(a, b) =>
			b.weight - a.weight ||
			byScanSeverity(a.row.severity, b.row.severity) ||
			compareText(a.row.id, b.row.id) ||
			compareText(a.row.package.name, b.row.package.name),
	);
	return weighed.map(({row}) => row);
}
