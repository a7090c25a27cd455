import type {ContainerExample} from '../../../../src/judge/rules/rule.js';
import {bind, type Row, row} from './row.js';

const options = (...SecurityOpt: string[]): ContainerExample => ({HostConfig: {SecurityOpt}});

/** Devices and security options. */
export const securityOptions: readonly Row[] = [
	// Devices
	row(
		'device rule b *:*',
		'5.18',
		{HostConfig: {DeviceCgroupRules: ['b *:* rwm']}},
		{benchErrs: {'5.18': 'looks only at Devices'}},
	),
	row('device /dev/fuse', '5.18', {
		HostConfig: {Devices: [{PathOnHost: '/dev/fuse', PathInContainer: '/dev/fuse', CgroupPermissions: 'rwm'}]},
	}),
	row(
		'gpu',
		'5.18',
		{HostConfig: {DeviceRequests: [{Driver: '', Count: -1, Capabilities: [['gpu']]}]}},
		{benchErrs: {'5.18': 'looks only at Devices'}},
	),
	row('/dev rw', '5.6 5.18', bind('/dev', '/host/dev', true), {benchErrs: {'5.18': 'looks only at Devices'}}),

	// Security options
	row('seccomp=unconfined', '5.22', options('no-new-privileges', 'seccomp=unconfined')),
	row('seccomp:unconfined', '5.22', options('no-new-privileges', 'seccomp:unconfined')),
	row('seccomp profile that allows all', '5.22', options('no-new-privileges', 'seccomp={"defaultAction":"SCMP_ACT_ALLOW"}'), {
		benchErrs: {'5.22': 'does not read profiles'},
	}),
	row(
		'engine without seccomp',
		'5.22',
		{engineInfo: {SecurityOptions: ['name=seccomp,profile=unconfined']}},
		{benchErrs: {'5.22': 'looks only at the options of the container'}},
	),
	row('no-new-privileges:false', '5.26', options('no-new-privileges:false'), {
		benchErrs: {'5.26': 'reads the name, not the value'},
	}),
	row('no-new-privileges=true', '', options('no-new-privileges=true')),
	row('no-new-privileges=1', '', options('no-new-privileges=1')),
	row('no-new-privileges:T', '', options('no-new-privileges:T')),
	row('no-new-privileges:0', '5.26', options('no-new-privileges:0'), {benchErrs: {'5.26': 'reads the name, not the value'}}),
	row('no-new-privileges missing', '5.26', options('label=type:web_t')),
	row(
		'no-new-privileges of the engine',
		'',
		{HostConfig: {SecurityOpt: null}, engineInfo: {SecurityOptions: ['name=seccomp,profile=builtin', 'name=no-new-privileges']}},
		{bench: {daemonMentionsNoNewPrivileges: true}},
	),
	row(
		'command line that mentions dockerd --no-new-privileges',
		'5.26',
		{HostConfig: {SecurityOpt: null}, Path: 'sh', Args: ['-c', 'sleep 1; : dockerd --no-new-privileges']},
		{bench: {daemonMentionsNoNewPrivileges: true}, benchErrs: {'5.26': 'takes any command line for that of the daemon'}},
	),
];
