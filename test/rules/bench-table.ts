import {fleet} from './cis-fleet.js';
import {verdictsOf} from './cis-verdicts.js';
import {dockerBench} from './docker-bench.js';

/** docs/docker-bench.md: where dockscope and docker-bench-security differ on the fleet of the tests, and why. */
export function renderBenchTable(): string {
	const rows = fleet.flatMap(row => {
		const {raw, verdicts} = verdictsOf(row);
		const bench = dockerBench(raw, row.bench);
		return Object.entries(row.benchErrs ?? {}).map(
			([id, why]) => `| ${row.name} | ${id} | ${bench[id] ?? ''} | ${verdicts[id]} | ${why} |`,
		);
	});
	const unseen = fleet.filter(({bench}) => bench?.listed === false).map(({name}) => `- ${name}`);
	return `${[
		'# Where dockscope differs from docker-bench-security',
		`Made by \`npm run docs:rules\` from the fleet of ${fleet.length} containers in \`test/rules/cis-fleet.ts\`, which differ in one thing each. CIS Docker Benchmark 1.6.0, 4.1 and section 5, beside the conditions of docker-bench-security 1.6.0. On every other pair both say the same, or docker-bench makes no claim (INFO, NOTE, a list). The conditions were compared once with the script itself (commit ff26d67) on 50 running containers of \`test/engine/verdict-rows.ts\`: the same answer for each container and id.`,
		`## ${rows.length} verdicts that differ`,
		['| container | id | docker-bench | dockscope | why docker-bench errs |', '|---|---|---|---|---|', ...rows].join('\n'),
		'On a host without AppArmor or SELinux, 5.2 and 5.3 do not apply; docker-bench judges them all the same, for every container.',
		'## Containers that docker-bench never judges',
		'It looks at what runs now. A stopped container that starts with the host is judged by dockscope like any other:',
		unseen.join('\n'),
	].join('\n\n')}\n`;
}
