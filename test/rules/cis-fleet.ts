import {known} from '../../src/answers/index.js';
import {rootProcess} from '../../src/rules/shared/examples.js';
import {limits} from './cis-fleet/limits.js';
import {mounts} from './cis-fleet/mounts.js';
import {privileges} from './cis-fleet/privileges.js';
import {processes} from './cis-fleet/processes.js';
import {id, notRunning, type Row} from './cis-fleet/row.js';
import {securityOptions} from './cis-fleet/security-options.js';
import {users} from './cis-fleet/users.js';

/** Containers that differ in one thing each, with every quirk of the checks. The engine has neither AppArmor nor SELinux. */
export const fleet: readonly Row[] = [
	{name: 'hardened', example: {}},
	{
		name: 'plain docker run',
		example: {
			Config: {User: '', Healthcheck: null},
			State: {Health: null},
			HostConfig: {Memory: 0, NanoCpus: 0, PidsLimit: null, ReadonlyRootfs: false, SecurityOpt: null, NetworkMode: 'default'},
			NetworkSettings: {Networks: {bridge: {NetworkID: id('b')}}},
			facts: {processes: known([rootProcess('web')])},
		},
		fails: ['4.1', '5.11', '5.12', '5.13', '5.26', '5.27', '5.29', '5.30'],
	},
	...users,
	...privileges,
	...mounts,
	...limits,
	...securityOptions,
	...processes,
	{name: 'cgroup parent', example: {HostConfig: {CgroupParent: '/batch'}}, fails: ['5.25']},
	{name: 'HEALTHCHECK NONE', example: {Config: {Healthcheck: {Test: ['NONE']}}, State: {Health: null}}, fails: ['5.27']},
	{
		name: 'default bridge',
		example: {HostConfig: {NetworkMode: 'bridge'}, NetworkSettings: {Networks: {bridge: {NetworkID: id('b')}}}},
		fails: ['5.30'],
	},
	{name: 'tag that has moved', example: {image: {RepoTags: []}}, fails: ['5.28']},
	{
		name: 'stopped, privileged, restart always',
		example: {
			State: {Status: 'exited', Running: false, Pid: 0, Health: null},
			HostConfig: {
				Privileged: true,
				MaskedPaths: null,
				ReadonlyPaths: null,
				RestartPolicy: {Name: 'always', MaximumRetryCount: 0},
			},
			facts: {processes: {known: false, reason: {source: 'engine:/top', reason: 'it is not running'}}},
		},
		fails: ['5.4', '5.5', '5.15', '5.18', '5.22'],
		other: notRunning,
		bench: {listed: false},
	},
	{
		name: 'stopped, published on all interfaces',
		example: {
			State: {Status: 'exited', Running: false, Pid: 0, Health: null},
			HostConfig: {PortBindings: {'80/tcp': [{HostIp: '', HostPort: '80'}]}},
			NetworkSettings: {Ports: {}, Networks: {shop: {NetworkID: ''}}},
			facts: {processes: {known: false, reason: {source: 'engine:/top', reason: 'it is not running'}}},
		},
		fails: ['5.8', '5.14'],
		other: {...notRunning, '5.9': 'info'},
		bench: {listed: false},
	},
];
