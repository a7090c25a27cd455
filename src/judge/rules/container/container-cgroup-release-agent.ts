import {withoutCapabilities} from '../../changes/capability-changes.js';
import {failWith} from '../dangers/fail-with.js';
import {dangersOfKind} from '../dangers/index.js';
import {defineRule, fromInfo, fromInspect, infoMissing, pass} from '../rule.js';
import {has} from '../shared/has-capability.js';

export default defineRule({
	slug: 'container-cgroup-release-agent',
	title: 'cgroup v1 release_agent escape is possible',
	cis: {},
	severity: 'critical',
	target: 'container',
	rationale:
		'It can mount a cgroup v1 hierarchy and write release_agent, a program that the kernel then runs as root on the host.',
	references: ['cgroups(7), release_agent', 'capabilities(7)'],
	weighed: true,

	check: scope => {
		const {container, engine} = scope;
		const mounter = fromInspect('HostConfig.CapAdd', `SYS_ADMIN ${has(container, 'SYS_ADMIN') ? 'granted' : 'not granted'}`);
		if (!has(container, 'SYS_ADMIN')) return pass(mounter);
		if (engine.cgroupVersion === null) return infoMissing('CgroupVersion');
		const version = fromInfo('CgroupVersion', engine.cgroupVersion);
		return engine.cgroupVersion === 1
			? failWith(dangersOfKind(scope, 'release-agent'), {closed: 'SYS_ADMIN on cgroup v1'}, mounter, version)
			: pass(mounter, version);
	},

	remedy: ({container}) =>
		withoutCapabilities(
			container,
			['SYS_ADMIN'],
			'Anything that mounts file systems. Moving the host to cgroup v2 closes this escape for all containers.',
		),

	examples: {
		bad: {HostConfig: {CapAdd: ['SYS_ADMIN']}, engine: {cgroupVersion: 1}},
		good: {HostConfig: {CapAdd: ['SYS_ADMIN']}, engine: {cgroupVersion: 2}},
	},
});
