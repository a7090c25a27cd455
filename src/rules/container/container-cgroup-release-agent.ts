import {defineRule, fail, pass} from '../rule.js';
import {has} from '../shared/capabilities.js';
import {fromInfo, fromInspect, infoMissing} from '../shared/evidence.js';
import {withoutCapabilities} from '../shared/flags.js';

export default defineRule({
	slug: 'container-cgroup-release-agent',
	title: 'Container can have the kernel run a program on the host',
	cis: {},
	severity: 'critical',
	target: 'container',
	rationale: 'It mounts a version 1 control group, writes release_agent, and the kernel runs that program as root of the host.',
	references: ['cgroups(7), release_agent', 'capabilities(7)'],
	mitigatedBy: ['userns', 'apparmor', 'selinux'],

	check: ({container, engine}) => {
		const mounter = fromInspect('HostConfig.CapAdd', `SYS_ADMIN ${has(container, 'SYS_ADMIN') ? 'granted' : 'not granted'}`);
		if (!has(container, 'SYS_ADMIN')) return pass(mounter);
		if (engine.cgroupVersion === null) return infoMissing('CgroupVersion');
		const version = fromInfo('CgroupVersion', engine.cgroupVersion);
		return engine.cgroupVersion === 1 ? fail(mounter, version) : pass(mounter, version);
	},

	remedy: ({container}) => ({
		...withoutCapabilities(container, ['SYS_ADMIN']),
		mayBreak: 'What mounts file systems; control groups version 2 on the host closes this way for all containers.',
	}),

	examples: {
		bad: {HostConfig: {CapAdd: ['SYS_ADMIN']}, engine: {cgroupVersion: 1}},
		good: {HostConfig: {CapAdd: ['SYS_ADMIN']}, engine: {cgroupVersion: 2}},
	},
});
