import {defineRule, failAs, pass} from '../rule.js';
import {fromInspect} from '../shared/evidence.js';

export default defineRule({
	slug: 'container-crash-loop',
	title: 'Container crashes again and again, or ran out of memory',
	cis: {},
	severity: 'low',
	target: 'container',
	rationale: 'Failed attempts of an exploit look like crashes; and what crashes on request is out of service on request.',
	references: ['https://docs.docker.com/engine/containers/start-containers-automatically/'],

	check: ({container: {restartCount, oomKilled, status, exitCode}}) => {
		const evidence = [
			fromInspect('RestartCount', restartCount),
			fromInspect('State.OOMKilled', oomKilled),
			fromInspect('State.ExitCode', exitCode),
		];
		if (oomKilled) return failAs({detail: 'was killed when its memory ran out'}, ...evidence);
		if (restartCount > 5) return failAs({detail: `restarted ${restartCount} times`}, ...evidence);
		return status === 'restarting' ? failAs({detail: 'is restarting now'}, ...evidence) : pass(...evidence);
	},

	remedy: ({container: {oomKilled}}) => ({
		text: oomKilled
			? 'Find what uses the memory, or give it a higher limit.'
			: 'Read its log, mend what ends it, and bound the restarts.',
	}),

	examples: {
		bad: {RestartCount: 17},
		good: {RestartCount: 1},
	},
});
