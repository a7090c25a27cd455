import {option} from '../../changes/run-option.js';
import {defineRule, fail, fromInfo, fromInspect, infoMissing, notApplicable, pass} from '../rule.js';

export default defineRule({
	slug: 'container-cgroup-namespace',
	title: "Container shares the host's cgroup namespace",
	cis: {},
	severity: 'medium',
	target: 'container',
	rationale: 'It can see which services and containers run on the host, and with CAP_SYS_ADMIN may change their limits.',
	references: ['cgroup_namespaces(7)', 'https://docs.docker.com/reference/cli/docker/container/run/#cgroupns'],
	mitigatedBy: ['rootless', 'userns'],

	check: ({container: {namespaces}, engine}) => {
		const mode = fromInspect('HostConfig.CgroupnsMode', namespaces.cgroup.kind);
		if (namespaces.cgroup.kind !== 'host') return pass(mode);
		if (engine.cgroupVersion === null) return infoMissing('CgroupVersion');
		if (engine.cgroupVersion === 1) return notApplicable('the host uses cgroup v1, where this is the default');
		return fail(mode, fromInfo('CgroupVersion', 2));
	},

	remedy: ({container}) => ({
		text: container.privileged
			? 'Give it a private cgroup namespace; --privileged uses the host namespace by default.'
			: 'Give it a private cgroup namespace.',
		remove: container.privileged ? [] : [option('--cgroupns', 'host')],
		add: [option('--cgroupns', 'private')],
		mayBreak: 'Monitoring that reads the cgroups of other containers.',
	}),

	examples: {
		bad: {HostConfig: {CgroupnsMode: 'host'}, engine: {cgroupVersion: 2}},
		good: {HostConfig: {CgroupnsMode: 'private'}, engine: {cgroupVersion: 2}},
	},
});
