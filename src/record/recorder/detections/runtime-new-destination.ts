import {safe, trusted} from '../../../base/index.js';
import {defineDetection, endpoint, isUnusual} from './detection.js';

export default defineDetection({
	slug: 'runtime-new-destination',
	title: 'New destination called',
	severity: 'low',
	needs: 'sockets',
	rationale: 'A service talks to the same few others; a new destination may be where data goes, or commands come from.',
	remedy: 'Find out whose address it is. Restrict what the container can reach: an internal network, or a proxy.',
	harmless:
		'A service of the internet that changes its address. From the eleventh address on the same port on, as of a resolver, a crawler or a content network, no further one is reported.',
	references: ['https://attack.mitre.org/techniques/T1071/'],
	on: 'destination',
	detect: ({workload, address, port, protocol}, context) =>
		isUnusual(context) ? safe`${endpoint({address: workload ?? address, port})}/${trusted(protocol)}` : null,
	examples: {
		bad: {
			activity: {kind: 'destination', protocol: 'tcp', address: trusted('203.0.113.7'), port: 443},
			context: {isFirst: true, isLearned: true},
		},
		good: {
			activity: {kind: 'destination', protocol: 'tcp', address: trusted('172.18.0.3'), port: 5432},
			context: {isFirst: false, isLearned: true},
		},
	},
});
