import {defineRule, failAs, fromInspect, pass} from '../rule.js';

export default defineRule({
	slug: 'container-crash-loop',
	title: 'Container keeps crashing or was OOM-killed',
	cis: {},
	severity: 'low',
	target: 'container',
	rationale: 'Failed exploit attempts look like crashes, and a service that crashes on request can be taken down on request.',
	references: ['https://docs.docker.com/engine/containers/start-containers-automatically/'],

	check: ({container: {restartCount, oomKilled, status, exitCode}}) => {
		const evidence = [
			fromInspect('RestartCount', restartCount),
			fromInspect('State.OOMKilled', oomKilled),
			fromInspect('State.ExitCode', exitCode),
		];
		if (oomKilled) return failAs({detail: 'was OOM-killed'}, ...evidence);
		if (restartCount > 5) return failAs({detail: `restarted ${restartCount} times`}, ...evidence);
		return status === 'restarting' ? failAs({detail: 'is restarting now'}, ...evidence) : pass(...evidence);
	},

	remedy: ({container: {oomKilled}}) => ({
		text: oomKilled
			? 'Find out what uses the memory, or raise the limit.'
			: 'Read its log, fix the cause and limit the restarts.',
	}),

	examples: {
		bad: {RestartCount: 17},
		good: {RestartCount: 1},
	},
});
