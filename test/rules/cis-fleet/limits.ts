import type {ContainerExample} from '../../../src/rules/rule.js';
import type {Row} from './row.js';

const port = (address: string, hostPort: string, inside = '8080/tcp'): ContainerExample => ({
	HostConfig: {PortBindings: {[inside]: [{HostIp: address, HostPort: hostPort}]}},
	NetworkSettings: {Ports: {[inside]: [{HostIp: address, HostPort: hostPort}]}},
});
const restart = (Name: string, MaximumRetryCount = 0): ContainerExample => ({
	HostConfig: {RestartPolicy: {Name, MaximumRetryCount}},
});

/** Ports, limits and restarts. */
export const limits: readonly Row[] = [
	// Ports
	{name: '127.0.0.1:8080', example: port('127.0.0.1', '8080'), other: {'5.9': 'info'}},
	{name: '0.0.0.0:80', example: port('0.0.0.0', '80'), fails: ['5.8', '5.14'], other: {'5.9': 'info'}},
	{
		name: '[::]:82',
		example: port('::', '82'),
		fails: ['5.8', '5.14'],
		other: {'5.9': 'info'},
		benchErrs: {'5.8': 'cuts at colons', '5.14': 'knows only 0.0.0.0'},
	},
	{
		name: '127.0.0.1:1024',
		example: port('127.0.0.1', '1024'),
		other: {'5.9': 'info'},
		benchErrs: {'5.8': '1024 is not privileged'},
	},
	{name: '127.0.0.1:1023', example: port('127.0.0.1', '1023'), fails: ['5.8'], other: {'5.9': 'info'}},
	{name: 'a certain address', example: port('192.0.2.7', '8080'), other: {'5.9': 'info'}},

	// Limits
	{
		name: 'cpu quota',
		example: {HostConfig: {NanoCpus: 0, CpuQuota: 50_000, CpuPeriod: 100_000}},
		benchErrs: {'5.12': 'knows only shares and --cpus'},
	},
	{
		name: 'cpu shares 1024',
		example: {HostConfig: {NanoCpus: 0, CpuShares: 1024}},
		fails: ['5.12'],
		benchErrs: {'5.12': '1024 is the default'},
	},
	{name: 'cpu shares 512', example: {HostConfig: {NanoCpus: 0, CpuShares: 512}}},
	{
		name: 'cpuset 0 of 4',
		example: {HostConfig: {NanoCpus: 0, CpusetCpus: '0'}},
		benchErrs: {'5.12': 'knows only shares and --cpus'},
	},
	{name: 'memory reservation alone', example: {HostConfig: {Memory: 0, MemoryReservation: 100_000_000}}, fails: ['5.11']},
	{name: 'pids -1', example: {HostConfig: {PidsLimit: -1}}, fails: ['5.29']},
	{name: 'pids 0', example: {HostConfig: {PidsLimit: 0}}, fails: ['5.29']},
	{
		name: 'ulimit nofile',
		example: {HostConfig: {Ulimits: [{Name: 'nofile', Soft: 1024, Hard: 2048}]}},
		other: {'5.19': 'info'},
		benchErrs: {'5.19': 'passes what it should only list'},
	},
	{
		name: 'ulimit without end',
		example: {HostConfig: {Ulimits: [{Name: 'nproc', Soft: -1, Hard: -1}]}},
		fails: ['5.19'],
		benchErrs: {'5.19': 'passes what it should only list'},
	},

	// Restart
	{name: 'restart always', example: restart('always'), fails: ['5.15'], benchErrs: {'5.15': 'looks only at the count'}},
	{
		name: 'restart unless-stopped',
		example: restart('unless-stopped'),
		fails: ['5.15'],
		benchErrs: {'5.15': 'looks only at the count'},
	},
	{name: 'restart on-failure', example: restart('on-failure'), fails: ['5.15'], benchErrs: {'5.15': 'no count means no limit'}},
	{name: 'restart on-failure:5', example: restart('on-failure', 5)},
	{name: 'restart on-failure:10', example: restart('on-failure', 10), fails: ['5.15']},
];
