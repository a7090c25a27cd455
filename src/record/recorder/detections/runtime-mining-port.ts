import {trusted} from '../../../base/index.js';
import {isPublic} from './addresses.js';
import {defineDetection, endpoint} from './detection.js';

/** Common ports of mining pools (Stratum). Not 8080 and 443, which pools offer too, and everyone uses. */
const ports: ReadonlySet<number> = new Set([3333, 3334, 4444, 5555, 7777, 14433, 14444, 45560, 45700]);

export default defineDetection({
	slug: 'runtime-mining-port',
	title: 'Connection to a common mining port',
	severity: 'medium',
	needs: 'sockets',
	rationale: 'Miners are what is most often found in compromised containers, and pools listen on a few well-known ports.',
	remedy: 'Look at the processes and their CPU time; keep a copy of the program, and recreate the container.',
	harmless: 'Another service on such a port.',
	references: ['https://attack.mitre.org/techniques/T1496/'],
	on: 'destination',
	detect: destination =>
		destination.protocol === 'tcp' && ports.has(destination.port) && isPublic(destination.address) ? endpoint(destination) : null,
	examples: {
		bad: {activity: {kind: 'destination', protocol: 'tcp', address: trusted('198.18.0.9'), port: 3333}},
		good: {activity: {kind: 'destination', protocol: 'tcp', address: trusted('172.17.0.3'), port: 3333}},
	},
});
