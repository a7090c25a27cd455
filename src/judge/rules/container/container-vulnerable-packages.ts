import {type FixableVulnerability, isReachable, type Severity} from '../../../base/index.js';
import {cannotTell, defineRule, failAs, pass} from '../rule.js';
import {exampleScan, fixableWords, fromScan, onlyPartly} from '../shared/scan-verdicts.js';
import {imageNotSeen} from '../shared/unseen-image.js';

const steps = ['low', 'low', 'medium', 'high', 'high'] as const satisfies readonly Severity[];

/**
 * What speaks for its use here and now: critical, loaded by a live process, reachable from outside, known to be exploited. Three of the
 * four make it high, two medium. Never critical: how a container is set up decides what a break-in is worth.
 */
function severityHere({severity, loaded, exploited}: FixableVulnerability, reachable: boolean): Severity {
	const reasons = [severity === 'critical', loaded === 'loaded', reachable, exploited];
	return steps[reasons.filter(Boolean).length] ?? 'low';
}

const worst = (reachable: boolean, fixable: readonly FixableVulnerability[]): Severity => {
	const found = new Set(fixable.map(one => severityHere(one, reachable)));
	return found.has('high') ? 'high' : found.has('medium') ? 'medium' : 'low';
};

export default defineRule({
	slug: 'container-vulnerable-packages',
	title: 'Container image has fixable vulnerabilities',
	cis: {},
	severity: 'high',
	target: 'container',
	rationale:
		'They are a way in that needs no misconfiguration. High where three of these hold: critical, loaded by a live process, reachable from outside, known to be exploited; medium where two do. It counts once, and never as critical.',
	references: ['https://docs.docker.com/scout/explore/analysis/', 'https://www.cisa.gov/known-exploited-vulnerabilities-catalog'],

	check: scope => {
		const {container, image, host} = scope;
		if (image === null) return imageNotSeen(scope);
		if (!image.scan.known) return cannotTell(image.scan.reason);
		const {fixable, incomplete} = image.scan.value;
		if (fixable.length === 0 && incomplete !== null) return onlyPartly(image.scan.value, incomplete);
		if (fixable.length === 0) return pass(...fromScan(image.scan.value));
		const loaded = fixable.filter(one => one.loaded === 'loaded').length;
		const reachable = isReachable(container, host);
		const circumstances = [...(loaded === 0 ? [] : [`${loaded} loaded`]), ...(reachable ? ['reachable from outside'] : [])];
		return failAs(
			{severity: worst(reachable, fixable), detail: [fixableWords(fixable), ...circumstances].join(', ')},
			...fromScan(image.scan.value),
		);
	},

	remedy: ({container}) => ({
		text: `Rebuild or pull the image and recreate the container. dockscope scan ${container.name} --only-fixable lists them.`,
		mayBreak: 'Whatever changed in the packages since.',
	}),

	examples: {
		bad: {imageFacts: {scan: exampleScan([{loaded: 'loaded'}])}},
		good: {imageFacts: {scan: exampleScan([])}},
	},
});
