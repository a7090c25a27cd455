import {trusted} from '../../../base/index.js';
import {defineDetection, endpoint} from './detection.js';

/** AWS, Azure, Google Cloud and others; AWS over IPv6; AWS ECS tasks; Alibaba Cloud; Oracle Cloud. Addresses of IPv4 in IPv6 end alike. */
const metadata = /^(::ffff:)?(169\.254\.169\.254|169\.254\.170\.2|100\.100\.100\.200|192\.0\.0\.192)$|^fd00:ec2::254$/;

export default defineDetection({
	slug: 'runtime-metadata-service',
	title: 'Cloud metadata service called',
	severity: 'high',
	needs: 'sockets',
	rationale: "The metadata service gives the machine's cloud credentials to anyone who can connect to it.",
	remedy: 'Block 169.254.169.254 for containers in the firewall (chain DOCKER-USER), or require IMDSv2 with a hop limit of 1.',
	harmless: 'Cloud agents, and services that use the role of the machine on purpose.',
	references: ['https://attack.mitre.org/techniques/T1552/005/'],
	on: 'destination',
	detect: destination => (metadata.test(destination.address) ? endpoint(destination) : null),
	examples: {
		bad: {activity: {kind: 'destination', protocol: 'tcp', address: trusted('169.254.169.254'), port: 80}},
		good: {activity: {kind: 'destination', protocol: 'tcp', address: trusted('10.0.0.5'), port: 80}},
	},
});
