import {defineRule, failAs, pass} from '../rule.js';
import {fromInspect} from '../shared/evidence.js';

export default defineRule({
	slug: 'container-oom-protection',
	title: 'The kernel spares the container when memory runs out',
	cis: {},
	severity: 'medium',
	target: 'container',
	rationale: 'It uses up the memory, and the kernel kills services of the host in its place.',
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
					detail: `is never killed when memory runs out${limits.memory === null ? ', and has no memory limit' : ''}`,
				},
				...evidence,
			);
		return limits.oomScoreAdj <= -900
			? failAs({detail: `is spared when memory runs out (oom_score_adj ${limits.oomScoreAdj})`}, ...evidence)
			: pass(...evidence);
	},

	remedy: ({container: {limits}}) => ({
		text: 'Let the kernel choose, and give it a memory limit.',
		remove: [
			...(limits.oomKillDisable ? ['--oom-kill-disable'] : []),
			...(limits.oomScoreAdj !== 0 ? [`--oom-score-adj ${limits.oomScoreAdj}`] : []),
		],
		add: limits.memory === null ? ['--memory 512m'] : [],
		mayBreak: 'It may be killed when memory runs out.',
	}),

	examples: {
		bad: {HostConfig: {OomScoreAdj: -1000}},
		good: {HostConfig: {OomKillDisable: false, OomScoreAdj: 0}},
	},
});
