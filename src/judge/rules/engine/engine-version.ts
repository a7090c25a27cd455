import {trusted} from '../../../base/index.js';
import {cannotTell, cisIds, defineRule, failAs, pass} from '../rule.js';
import {engineReleases, engineReleasesAsOf} from '../shared/tables/engine-releases.js';
import {compareVersions, isDistributionBuild, parseVersion} from '../shared/tables/versions.js';

export default defineRule({
	slug: 'engine-version',
	title: 'Engine is out of date',
	cis: cisIds('1.2.2'),
	severity: 'medium',
	target: 'engine',
	rationale: 'Fixes for newer branches show attackers exactly how to exploit one that is no longer maintained.',
	references: [
		'https://docs.docker.com/engine/release-notes/',
		'https://github.com/moby/moby/blob/master/project/BRANCHES-AND-TAGS.md',
	],

	check: ({engine, now}) => {
		const {version} = engine;
		const source = 'engine:/version';
		const table = `table of ${engineReleasesAsOf}`;
		if (engine.kind !== 'docker') return cannotTell({source, reason: `the ${table} only covers Docker Engine`});
		const parsed = parseVersion(version);
		if (parsed === null) return cannotTell({source, reason: 'the engine did not report a version that can be compared'});
		const [major, minor] = parsed.numbers;
		const release = engineReleases.find(({branch}) => branch === `${major}` || branch === `${major}.${minor}`);
		const newest = parseVersion(engineReleases[0]?.latest ?? '');
		if (release === undefined && newest !== null && compareVersions(parsed, newest) > 0) {
			return cannotTell({source, reason: `the ${table} does not list ${version} yet`});
		}
		const evidence = {source: 'version', path: 'Version', value: version};
		const note = isDistributionBuild(version) ? '; verify: distributions maintain their own builds' : '';
		const reduced = note === '' ? {} : ({severity: 'low'} as const);
		if (release === undefined) return failAs({...reduced, detail: `its branch is unmaintained (${table})${note}`}, evidence);
		if (release.end !== null && release.end <= now.slice(0, 10)) {
			return failAs(
				{...reduced, detail: `branch ${release.branch} reached end of life on ${release.end} (${table})${note}`},
				evidence,
			);
		}
		const latest = parseVersion(release.latest);
		return latest !== null && compareVersions(parsed, latest) < 0
			? failAs({severity: 'low', detail: `${release.latest} was available as of the ${table}${note}`}, evidence)
			: pass(evidence, {source: 'table', path: 'releases as of', value: engineReleasesAsOf});
	},

	remedy: () => ({
		text: 'Upgrade to the latest release of a maintained branch.',
		mayBreak: 'Containers stop during the upgrade unless live-restore is on; read the release notes for removed features.',
	}),

	examples: {
		bad: {facts: {version: trusted('27.5.1')}, now: '2026-11-01T00:00:00Z'},
		good: {facts: {version: trusted('29.10.0')}, now: '2026-11-01T00:00:00Z'},
	},
});
