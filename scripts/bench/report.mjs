// What the bench prints: medians of the runs, a program a line, and the ratios that dockscope is held to.
import {readFileSync} from 'node:fs';
import {quantile} from './terminal.mjs';

/**
 * @param size of the fleet
 * @param runs a list of results by program: figures by name, in milliseconds unless the name says otherwise
 */
export function printFigures(size, runs) {
	const load = readFileSync('/proc/loadavg', 'utf8').split(' ')[0];
	console.log(`\n${size} containers, load ${load}`);
	for (const [label, results] of runs) {
		const names = [...new Set(results.flatMap(result => Object.keys(result)))];
		const figures = names.map(name => `${name} ${figure(median(results, name))}`);
		console.log(`  ${label.padEnd(28)} ${figures.join('  ')}`);
	}
}

/** @param own labels of dockscope's programs, and of a bare one by the same Node @param peer label of the program it is compared with, or null */
export function printRatios(runs, own, peer) {
	const bare = median(runs.get('bare API'), 'listAndInspect');
	for (const {label, bare: program} of own) {
		const results = runs.get(label);
		const graded = median(results, 'allGraded');
		const ratios = [
			...(peer === null
				? []
				: [`first rows / ${peer} ${ratio(median(results, 'firstRows'), median(runs.get(peer), 'firstRows'))}`]),
			`grades after first rows / list and inspects ${ratio(graded === null ? null : graded - median(results, 'firstRows'), bare)}`,
			`audit / list and inspects ${ratio(median(results, 'audit'), bare)}`,
			`of a client just started ${ratio(median(results, 'audit'), median(runs.get(program), 'listAndInspect'))}`,
			`with its own start ${ratio(median(results, 'audit'), median(runs.get(program), 'total'))}`,
		];
		console.log(`  ${label.padEnd(28)} ${ratios.join('  ')}`);
	}
}

function median(results, name) {
	const values = results.map(result => result[name]).filter(value => value !== null && value !== undefined);
	return quantile(
		values.sort((a, b) => a - b),
		0.5,
	);
}

const figure = value => (value === null ? '-' : value < 100 ? value.toFixed(1) : Math.round(value));
const ratio = (value, of) => (value === null || of === null ? '-' : (value / of).toFixed(2));
