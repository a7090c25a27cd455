import {trusted} from '../../../base/index.js';
import {defineDetection} from './detection.js';

export default defineDetection({
	slug: 'runtime-oom',
	title: 'Process OOM-killed',
	severity: 'medium',
	needs: 'events',
	rationale: 'The limit is too low for the load, the service leaks memory, or someone makes it allocate.',
	remedy: 'Compare the peak with the limit, and raise the limit or find the leak.',
	harmless: 'A limit that is meant to end a batch job.',
	references: ['https://docs.docker.com/engine/containers/resource_constraints/'],
	on: 'oom',
	detect: () => trusted('the kernel killed a process for lack of memory'),
	examples: {
		bad: {activity: {kind: 'oom'}},
		good: null,
	},
});
