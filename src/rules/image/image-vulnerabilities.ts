import {cannotTell, defineRule, failAs, pass} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {exampleScan, fixableWords, fromScan} from '../shared/scans.js';

/** A scan says less with each day of new advisories; after a week it no longer says that nothing is known. */
const staleAfterDays = 7;

export default defineRule({
	slug: 'image-vulnerabilities',
	title: 'The image holds critical or high vulnerabilities that have a fix',
	cis: cisIds('4.4'),
	severity: 'high',
	target: 'image',
	rationale:
		'What is published has exploits, and scanners of others look for it. A scan is needed to know: without one, or with one of more than a week, this stays unknown.',
	references: ['https://docs.docker.com/scout/explore/analysis/', 'https://www.first.org/epss/'],

	check: ({image: {scan}, now}) => {
		if (!scan.known) return cannotTell(scan.reason);
		const {fixable, scannedAt} = scan.value;
		if (fixable.length > 0) {
			const severity = fixable.some(one => one.severity === 'critical') ? 'critical' : 'high';
			return failAs({severity, detail: fixableWords(fixable)}, ...fromScan(scan.value));
		}
		const days = Math.floor((Date.parse(now) - Date.parse(scannedAt)) / 86_400_000);
		if (days >= staleAfterDays)
			return cannotTell({
				source: 'scan',
				reason: `the last scan of this image is ${days} days old, and stale after ${staleAfterDays}: dockscope scan, or V in the inspector`,
			});
		return pass(...fromScan(scan.value));
	},

	remedy: ({image}) => ({
		text: `Rebuild it on a current base with its packages upgraded, and make its containers anew. dockscope scan ${image.tags[0] ?? 'IMAGE'} --only-fixable lists them.`,
		mayBreak: 'What changed in the packages meanwhile.',
	}),

	examples: {
		bad: {facts: {scan: exampleScan([{}])}},
		good: {facts: {scan: exampleScan([])}},
	},
});
