import type {ContainerExample} from '../../../../src/judge/rules/rule.js';
import {type Row, row} from './row.js';

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
	row('127.0.0.1:8080', '', port('127.0.0.1', '8080'), {other: {'5.9': 'info'}}),
	row('0.0.0.0:80', '5.8 5.14', port('0.0.0.0', '80'), {other: {'5.9': 'info'}}),
	row('[::]:82', '5.8 5.14', port('::', '82'), {
		other: {'5.9': 'info'},
		benchErrs: {'5.8': 'cuts at colons', '5.14': 'knows only 0.0.0.0'},
	}),
	row('127.0.0.1:1024', '', port('127.0.0.1', '1024'), {other: {'5.9': 'info'}, benchErrs: {'5.8': '1024 is not privileged'}}),
	row('127.0.0.1:1023', '5.8', port('127.0.0.1', '1023'), {other: {'5.9': 'info'}}),
	row('a certain address', '', port('192.0.2.7', '8080'), {other: {'5.9': 'info'}}),

	// Limits
	row(
		'cpu quota',
		'',
		{HostConfig: {NanoCpus: 0, CpuQuota: 50_000, CpuPeriod: 100_000}},
		{benchErrs: {'5.12': 'knows only shares and --cpus'}},
	),
	row('cpu shares 1024', '5.12', {HostConfig: {NanoCpus: 0, CpuShares: 1024}}, {benchErrs: {'5.12': '1024 is the default'}}),
	row('cpu shares 512', '', {HostConfig: {NanoCpus: 0, CpuShares: 512}}),
	row('cpuset 0 of 4', '', {HostConfig: {NanoCpus: 0, CpusetCpus: '0'}}, {benchErrs: {'5.12': 'knows only shares and --cpus'}}),
	row('memory reservation alone', '5.11', {HostConfig: {Memory: 0, MemoryReservation: 100_000_000}}),
	row('pids -1', '5.29', {HostConfig: {PidsLimit: -1}}),
	row('pids 0', '5.29', {HostConfig: {PidsLimit: 0}}),
	row(
		'ulimit nofile',
		'',
		{HostConfig: {Ulimits: [{Name: 'nofile', Soft: 1024, Hard: 2048}]}},
		{other: {'5.19': 'info'}, benchErrs: {'5.19': 'passes what it should only list'}},
	),
	row(
		'ulimit without end',
		'5.19',
		{HostConfig: {Ulimits: [{Name: 'nproc', Soft: -1, Hard: -1}]}},
		{benchErrs: {'5.19': 'passes what it should only list'}},
	),

	// Restart
	row('restart always', '5.15', restart('always'), {benchErrs: {'5.15': 'looks only at the count'}}),
	row('restart unless-stopped', '5.15', restart('unless-stopped'), {benchErrs: {'5.15': 'looks only at the count'}}),
	row('restart on-failure', '5.15', restart('on-failure'), {benchErrs: {'5.15': 'no count means no limit'}}),
	row('restart on-failure:5', '', restart('on-failure', 5)),
	row('restart on-failure:10', '5.15', restart('on-failure', 10)),
];
