import {safe, trusted} from '../../terminal/safe-text.js';
import {defineDetection, endpoint, isUnusual} from './detection.js';

export default defineDetection({
	slug: 'runtime-new-destination',
	title: 'New destination called',
	severity: 'low',
	needs: 'sockets',
	rationale: 'A service talks to the same few others; a new destination may be where data goes, or commands come from.',
	remedy: 'Find out whose address it is. Restrict what the container can reach: an internal network, or a proxy.',
	harmless: 'Services behind changing addresses: registries, content networks, cloud APIs.',
	references: ['https://attack.mitre.org/techniques/T1071/'],
	on: 'destination',
	detect: (destination, context) => (isUnusual(context) ? safe`${endpoint(destination)}/${trusted(destination.protocol)}` : null),
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
