import type {ContainerFacts} from '../../../base/index.js';
import {each} from '../../changes/run-option.js';
import {defineRule, failAs, fromInspect, info, pass} from '../rule.js';

const name = (entry: string) => entry.split(/[:=]/)[0] ?? entry;

/** Names of the public internet: with a dot, and none of the domains that are kept for private use. @source RFC 6762, 8375, 2606 */
const isPublic = (host: string) =>
	host.includes('.') && !/\.(local|localhost|internal|lan|home\.arpa|test|example|invalid)$/.test(host);

const pinned = ({extraHosts}: ContainerFacts) =>
	extraHosts.filter(entry => isPublic(name(entry)) && !entry.endsWith('host-gateway'));

export default defineRule({
	slug: 'container-pinned-hosts',
	title: '/etc/hosts overrides a public name',
	cis: {},
	severity: 'low',
	target: 'container',
	rationale: 'Whatever the container downloads from or sends to that name goes to the configured address, regardless of DNS.',
	references: ['hosts(5)', 'https://docs.docker.com/reference/cli/docker/container/run/#add-host'],

	check: ({container}) => {
		const found = pinned(container);
		const all = [fromInspect('HostConfig.ExtraHosts', container.extraHosts), fromInspect('HostConfig.Dns', container.dns)];
		if (found.length > 0) return failAs({detail: `pins the address of ${found.map(name).join(', ')}`}, ...all);
		return container.extraHosts.length + container.dns.length === 0 ? pass(...all) : info(...all);
	},

	remedy: ({container}) => ({
		text: 'Let DNS resolve it.',
		remove: each('--add-host', pinned(container)),
		mayBreak: 'Tests and migrations that redirect a name on purpose.',
	}),

	examples: {
		bad: {HostConfig: {ExtraHosts: ['registry.npmjs.org:203.0.113.7']}},
		good: {HostConfig: {ExtraHosts: null}},
	},
});
