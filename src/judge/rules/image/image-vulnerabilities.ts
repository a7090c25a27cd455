import {cannotTell, cisIds, defineRule, failAs, pass} from '../rule.js';
import {exampleScan, fixableWords, fromScan, onlyPartly} from '../shared/scan-verdicts.js';

/** A scan says less with each day of new advisories; after a week it no longer says that nothing is known. */
const staleAfterDays = 7;

export default defineRule({
	slug: 'image-vulnerabilities',
	title: 'Image has fixable critical or high vulnerabilities',
	cis: cisIds('4.4'),
	severity: 'high',
	target: 'image',
	rationale:
		'Published vulnerabilities have exploits, and attackers scan for them. This needs a scan: without one, with one older than a week, or with one that judged only part of the image, the result is unknown unless it has findings.',
	references: ['https://docs.docker.com/scout/explore/analysis/', 'https://www.first.org/epss/'],

	check: ({image: {scan}, now}) => {
		if (!scan.known) return cannotTell(scan.reason);
		const {fixable, scannedAt, incomplete} = scan.value;
		if (fixable.length > 0) {
			const severity = fixable.some(one => one.severity === 'critical') ? 'critical' : 'high';
			return failAs({severity, detail: fixableWords(fixable)}, ...fromScan(scan.value));
		}
		if (incomplete !== null) return onlyPartly(scan.value, incomplete);
		const days = Math.floor((Date.parse(now) - Date.parse(scannedAt)) / 86_400_000);
		if (days >= staleAfterDays)
			return cannotTell({
				source: 'scan',
				reason: `the last scan of this image is ${days} days old, and stale after ${staleAfterDays}: run dockscope scan, or scan it in the terminal UI`,
			});
		return pass(...fromScan(scan.value));
	},

	remedy: ({image}) => ({
		text: `Rebuild it on a current base with upgraded packages, and recreate its containers. dockscope scan ${image.tags[0] ?? 'IMAGE'} --only-fixable lists them.`,
		mayBreak: 'Whatever changed in the packages since.',
	}),

	examples: {
		bad: {facts: {scan: exampleScan([{}])}},
		good: {facts: {scan: exampleScan([])}},
	},
});
