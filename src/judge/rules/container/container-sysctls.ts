import type {ContainerFacts} from '../../../base/index.js';
import {option} from '../../changes/run-option.js';
import {defineRule, failAs, fromInspect, info, pass} from '../rule.js';

/** Settings that open routing, spoofing or memory. @source linux Documentation/networking/ip-sysctl.rst, sysctl/kernel.rst */
const risky: readonly (readonly [name: RegExp, value: RegExp])[] = [
	[/^net\.ipv[46]\.(conf\.[^.]+\.forwarding|ip_forward)$/, /^1$/],
	[/^net\.ipv4\.conf\.[^.]+\.rp_filter$/, /^0$/],
	[/^net\.ipv[46]\.conf\.[^.]+\.(accept_redirects|accept_source_route|route_localnet|send_redirects|proxy_arp)$/, /^1$/],
	[/^net\.ipv4\.tcp_syncookies$/, /^0$/],
	[/^kernel\.(msg|sem|shm)/, /^/],
	[/^fs\.mqueue\./, /^/],
];

const found = ({sysctls}: ContainerFacts) =>
	sysctls.filter(({name, value}) => risky.some(([names, values]) => names.test(name) && values.test(value)));

export default defineRule({
	slug: 'container-sysctls',
	title: 'Container sets risky kernel parameters (sysctl)',
	cis: {},
	severity: 'low',
	target: 'container',
	rationale: 'It can route, answer or redirect packets for others, or use kernel memory beyond the usual limits.',
	references: ['https://docs.docker.com/reference/cli/docker/container/run/#sysctl', 'sysctl(8)'],

	check: ({container}) => {
		const all = fromInspect(
			'HostConfig.Sysctls',
			container.sysctls.map(({name, value}) => `${name}=${value}`),
		);
		const bad = found(container);
		if (bad.length > 0) return failAs({detail: `sets ${bad.map(({name, value}) => `${name}=${value}`).join(', ')}`}, all);
		return container.sysctls.length === 0 ? pass(all) : info(all);
	},

	remedy: ({container}) => ({
		text: 'Keep the default kernel settings.',
		remove: found(container).map(({name, value}) => option('--sysctl', `${name}=${value}`)),
		mayBreak: 'Routers, VPNs and databases that require them.',
	}),

	examples: {
		bad: {HostConfig: {Sysctls: {'net.ipv4.conf.all.route_localnet': '1'}}},
		good: {HostConfig: {Sysctls: {}}},
	},
});
