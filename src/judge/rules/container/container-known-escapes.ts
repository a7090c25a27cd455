import {safe, trusted} from '../../../base/index.js';
import {escapeTable, worstEntryFirst} from '../../survive/escape-table.js';
import {type ExposureState, exposuresOf} from '../../survive/exposure.js';
import {beyondTable} from '../../survive/version-state.js';
import {cannotTell, defineRule, failAs, pass} from '../rule.js';
import {isReported} from '../shared/reported.js';

/** Started by code in the container, and more than a crash; those with a rule of their own are judged there. */
const judged = () =>
	escapeTable()
		.entries.filter(({id, reach, kind}) => reach === 'container' && kind !== 'host-dos' && id !== 'CVE-2026-31431')
		.toSorted(worstEntryFirst);

export default defineRule({
	slug: 'container-known-escapes',
	title: 'Container is open to known escapes',
	cis: {},
	severity: 'medium',
	target: 'container',
	rationale:
		'Code in the container becomes root on the host, or crosses its boundary, by a flaw that is public: the versions here have it, and nothing that confines the container stops it.',
	references: [
		'https://www.cisa.gov/known-exploited-vulnerabilities-catalog',
		'https://docs.docker.com/engine/security/seccomp/',
	],
	mitigatedBy: ['rootless', 'userns'],

	check: ({container, engine, host, now}) => {
		if (!isReported('HostConfig.SecurityOpt', container.raw, engine.kind))
			return cannotTell({source: 'inspect:HostConfig.SecurityOpt', reason: 'its seccomp profile was not reported'});
		const all = exposuresOf({container, engine, host}, judged());
		const of = (state: ExposureState) => all.filter(one => one.state === state);
		const shown = (found: typeof all) =>
			found.map(({entry: {id, title}, why}) => ({source: 'table', path: id, value: safe`${trusted(title)}: ${why}`}));
		const {asOf} = escapeTable();
		const [open, verify, unknown] = [of('open'), of('verify'), of('unknown')];
		const [worst] = open;
		if (worst !== undefined) {
			const {kev, public: isPublic} = worst.entry;
			const more = open.length > 1 ? ` and ${open.length - 1} more` : '';
			return failAs(
				{
					severity: kev !== undefined || isPublic === true ? 'high' : 'medium',
					detail: safe`${trusted(worst.entry.id)}${trusted(kev === undefined ? '' : ' (exploited)')}${trusted(more)}`,
				},
				...shown(open),
			);
		}
		if (verify.length > 0)
			return {
				verdict: 'info',
				evidence: shown(verify),
				detail: `verify: ${verify.length} of the ${all.length} known until ${asOf}`,
			};
		if (unknown.length > 0) return cannotTell(...unknown.map(({entry, why}) => ({source: `table ${entry.id}`, reason: why})));
		const table = {source: 'table', path: 'known escapes as of', value: trusted(asOf)};
		const beyond = beyondTable({engine, host}, now);
		return beyond === null
			? pass(table, {source: 'version', path: 'KernelVersion', value: engine.kernel})
			: {
					verdict: 'info',
					evidence: [{...table, value: beyond}],
					detail: `none of the ${all.length} known until ${asOf}`,
				};
	},

	remedy: () => ({
		text: 'Upgrade what has the flaw and restart: dockscope survive names the release, and the change that closes it until then. Never run with seccomp=unconfined or --privileged instead.',
		mayBreak: 'A new kernel takes a reboot of the host, a new engine a restart of the containers.',
	}),

	examples: {
		bad: {engine: {kernel: trusted('5.15.20')}},
		good: {engine: {kernel: trusted('7.2.1')}},
	},
});
