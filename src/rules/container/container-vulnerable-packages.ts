import type {ContainerFacts, FixableVulnerability, Severity} from '../../facts/index.js';
import {isReachable} from '../../facts/reach.js';
import {cannotTell, defineRule, failAs, pass} from '../rule.js';
import {exampleScan, fixableWords, fromScan} from '../shared/scans.js';

const steps = ['low', 'low', 'medium', 'high', 'high'] as const satisfies readonly Severity[];

/**
 * What speaks for its use here and now: critical, loaded by a live process, reachable from outside, known to be exploited. Three of the
 * four make it high, two medium. Never critical: how a container is set up decides what a break-in is worth.
 */
function severityHere({severity, loaded, exploited}: FixableVulnerability, reachable: boolean): Severity {
	const reasons = [severity === 'critical', loaded === 'loaded', reachable, exploited];
	return steps[reasons.filter(Boolean).length] ?? 'low';
}

const worst = (container: ContainerFacts, fixable: readonly FixableVulnerability[]): Severity => {
	const found = new Set(fixable.map(one => severityHere(one, isReachable(container))));
	return found.has('high') ? 'high' : found.has('medium') ? 'medium' : 'low';
};

export default defineRule({
	slug: 'container-vulnerable-packages',
	title: 'It runs an image with vulnerabilities that have a fix',
	cis: {},
	severity: 'high',
	target: 'container',
	rationale:
		'They are the way in that needs no mistake in its configuration. High where three hold: critical, loaded by a live process, reachable from outside, known to be exploited; medium where two do. It counts once, and never as critical.',
	references: ['https://docs.docker.com/scout/explore/analysis/', 'https://www.cisa.gov/known-exploited-vulnerabilities-catalog'],

	check: ({container, image}) => {
		if (image === null) return cannotTell({source: 'scan', reason: 'the image is gone from the engine'});
		if (!image.scan.known) return cannotTell(image.scan.reason);
		const {fixable} = image.scan.value;
		if (fixable.length === 0) return pass(...fromScan(image.scan.value));
		const loaded = fixable.filter(one => one.loaded === 'loaded').length;
		const circumstances = [
			...(loaded === 0 ? [] : [`${loaded} loaded`]),
			...(isReachable(container) ? ['reachable from outside'] : []),
		];
		return failAs(
			{severity: worst(container, fixable), detail: [fixableWords(fixable), ...circumstances].join(', ')},
			...fromScan(image.scan.value),
		);
	},

	remedy: ({container}) => ({
		text: `Rebuild or pull the image anew, and make the container from it again. dockscope scan ${container.name} --only-fixable lists them.`,
		mayBreak: 'What changed in the packages meanwhile.',
	}),

	examples: {
		bad: {imageFacts: {scan: exampleScan([{loaded: 'loaded'}])}},
		good: {imageFacts: {scan: exampleScan([])}},
	},
});
