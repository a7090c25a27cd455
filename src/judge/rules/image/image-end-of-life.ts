import {known, sanitise, trusted} from '../../../base/index.js';
import {cannotTell, defineRule, failAs, pass} from '../rule.js';
import {endOfLife, endOfLifeAsOf} from '../shared/tables/end-of-life.js';

export default defineRule({
	slug: 'image-end-of-life',
	title: 'Base OS is end-of-life',
	cis: {},
	severity: 'high',
	target: 'image',
	rationale: 'Vulnerabilities found in its packages from now on are never fixed.',
	references: ['https://endoflife.date/', 'os-release(5)'],

	check: ({image, now}) => {
		if (!image.os.known) return cannotTell(image.os.reason);
		const {id, versionId, prettyName} = image.os.value;
		const end = versionId === null ? null : endOfLife(id, versionId);
		if (end === null)
			return cannotTell({source: 'table:end of life', reason: `the table of ${endOfLifeAsOf} does not list ${prettyName}`});
		const evidence = [
			{source: 'os-release', path: 'PRETTY_NAME', value: prettyName},
			{source: 'table', path: `end of life as of ${endOfLifeAsOf}`, value: end},
		];
		return end < now.slice(0, 10)
			? failAs({detail: `${prettyName} reached end of life on ${end}`}, ...evidence)
			: pass(...evidence);
	},

	remedy: () => ({
		text: 'Rebuild it on a supported release of the base OS.',
		mayBreak: 'Programs that depend on old libraries.',
	}),

	examples: {
		bad: {now: '2026-11-01T00:00:00Z', facts: {os: exampleSystem('alpine', '3.18.4')}},
		good: {now: '2026-11-01T00:00:00Z', facts: {os: exampleSystem('alpine', '3.23.1')}},
	},
});

function exampleSystem(id: string, version: string) {
	return known({id: sanitise(id), versionId: sanitise(version), prettyName: trusted(`${id} ${version}`)});
}
