import {usualMemory} from '../../changes/limit-changes.js';
import {flag, option} from '../../changes/run-option.js';
import {defineRule, failAs, fromInspect, pass} from '../rule.js';

export default defineRule({
	slug: 'container-oom-protection',
	title: 'Container is exempt from the OOM killer',
	cis: {},
	severity: 'medium',
	target: 'container',
	rationale: 'It can use up the memory while the kernel kills host services instead.',
	references: ['proc(5), oom_score_adj', 'https://docs.docker.com/engine/containers/resource_constraints/'],

	check: ({container: {limits}}) => {
		const evidence = [
			fromInspect('HostConfig.OomKillDisable', limits.oomKillDisable),
			fromInspect('HostConfig.OomScoreAdj', limits.oomScoreAdj),
		];
		if (limits.oomKillDisable)
			return failAs(
				{
					severity: limits.memory === null ? 'medium' : 'low',
					detail: `is never OOM-killed${limits.memory === null ? ' and has no memory limit' : ''}`,
				},
				...evidence,
			);
		return limits.oomScoreAdj <= -900
			? failAs({detail: `is among the last to be OOM-killed (oom_score_adj ${limits.oomScoreAdj})`}, ...evidence)
			: pass(...evidence);
	},

	remedy: ({container: {limits}}) => ({
		text: 'Remove the exemption and set a memory limit.',
		remove: [
			...(limits.oomKillDisable ? [flag('--oom-kill-disable')] : []),
			...(limits.oomScoreAdj !== 0 ? [option('--oom-score-adj', String(limits.oomScoreAdj))] : []),
		],
		add: limits.memory === null ? [usualMemory] : [],
		mayBreak: 'It may be OOM-killed.',
	}),

	examples: {
		bad: {HostConfig: {OomScoreAdj: -1000}},
		good: {HostConfig: {OomKillDisable: false, OomScoreAdj: 0}},
	},
});
