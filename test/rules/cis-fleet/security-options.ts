import type {ContainerExample} from '../../../src/rules/rule.js';
import {bind, type Row} from './row.js';

const options = (...SecurityOpt: string[]): ContainerExample => ({HostConfig: {SecurityOpt}});

/** Devices and security options. */
export const securityOptions: readonly Row[] = [
	// Devices
	{
		name: 'device rule b *:*',
		example: {HostConfig: {DeviceCgroupRules: ['b *:* rwm']}},
		fails: ['5.18'],
		benchErrs: {'5.18': 'looks only at Devices'},
	},
	{
		name: 'device /dev/fuse',
		example: {HostConfig: {Devices: [{PathOnHost: '/dev/fuse', PathInContainer: '/dev/fuse', CgroupPermissions: 'rwm'}]}},
		fails: ['5.18'],
	},
	{
		name: 'gpu',
		example: {HostConfig: {DeviceRequests: [{Driver: '', Count: -1, Capabilities: [['gpu']]}]}},
		fails: ['5.18'],
		benchErrs: {'5.18': 'looks only at Devices'},
	},
	{
		name: '/dev rw',
		example: bind('/dev', '/host/dev', true),
		fails: ['5.6', '5.18'],
		benchErrs: {'5.18': 'looks only at Devices'},
	},

	// Security options
	{name: 'seccomp=unconfined', example: options('no-new-privileges', 'seccomp=unconfined'), fails: ['5.22']},
	{name: 'seccomp:unconfined', example: options('no-new-privileges', 'seccomp:unconfined'), fails: ['5.22']},
	{
		name: 'seccomp profile that allows all',
		example: options('no-new-privileges', 'seccomp={"defaultAction":"SCMP_ACT_ALLOW"}'),
		fails: ['5.22'],
		benchErrs: {'5.22': 'does not read profiles'},
	},
	{
		name: 'engine without seccomp',
		example: {engineInfo: {SecurityOptions: ['name=seccomp,profile=unconfined']}},
		fails: ['5.22'],
		benchErrs: {'5.22': 'looks only at the options of the container'},
	},
	{
		name: 'no-new-privileges:false',
		example: options('no-new-privileges:false'),
		fails: ['5.26'],
		benchErrs: {'5.26': 'reads the name, not the value'},
	},
	{name: 'no-new-privileges=true', example: options('no-new-privileges=true')},
	{name: 'no-new-privileges=1', example: options('no-new-privileges=1')},
	{name: 'no-new-privileges:T', example: options('no-new-privileges:T')},
	{
		name: 'no-new-privileges:0',
		example: options('no-new-privileges:0'),
		fails: ['5.26'],
		benchErrs: {'5.26': 'reads the name, not the value'},
	},
	{name: 'no-new-privileges missing', example: options('label=type:web_t'), fails: ['5.26']},
	{
		name: 'no-new-privileges of the engine',
		example: {
			HostConfig: {SecurityOpt: null},
			engineInfo: {SecurityOptions: ['name=seccomp,profile=builtin', 'name=no-new-privileges']},
		},
		bench: {daemonMentionsNoNewPrivileges: true},
	},
	{
		name: 'command line that mentions dockerd --no-new-privileges',
		example: {HostConfig: {SecurityOpt: null}, Path: 'sh', Args: ['-c', 'sleep 1; : dockerd --no-new-privileges']},
		fails: ['5.26'],
		bench: {daemonMentionsNoNewPrivileges: true},
		benchErrs: {'5.26': 'takes any command line for that of the daemon'},
	},
];
