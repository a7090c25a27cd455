import {join} from 'node:path';
import {trusted} from '../../base/index.js';
import {at} from '../formats/json.js';
import {parseSarif} from '../formats/sarif-report.js';
import {commandScanner} from '../run/command-scanner.js';
import {withPrefix} from '../run/scanner-environment.js';

/** Docker Scout, a plugin of docker's CLI that needs a login. `--output`, because its notices go to stdout too (scout-cli#78). */
export const scout = commandScanner({
	name: 'scout',
	label: trusted('Docker Scout (plugin)'),
	binaries: ['docker'],
	versionArgs: ['scout', 'version'],
	versionPattern: /version:\s*v?(\d\S*)/i,
	call: (target, context) => ({
		args: ['scout', 'cves', '--format', 'sarif', '--output', join(context.scratch, 'report.json'), `local://${target.reference}`],
		environment: {...withPrefix(context.environment.variables, 'DOCKER_SCOUT_'), DOCKER_SCOUT_NEW_VERSION_WARN: 'false'},
		reportFile: join(context.scratch, 'report.json'),
	}),
	goodStatus: [0, 2],
	recognises: document => Array.isArray(at(document, 'runs')),
	parse: document => relabelled(parseSarif(document)),
	phases: [
		[/Indexing|Indexed/i, trusted('reading the image')],
		[/SBOM/i, trusted('reading packages')],
		[/vulnerab/i, trusted('matching packages')],
	],
});

/** Its SARIF says `docker scout`; badges and the consensus use our name for it. */
function relabelled(report: ReturnType<typeof parseSarif>): ReturnType<typeof parseSarif> {
	return {...report, vulnerabilities: renamed(report.vulnerabilities)};
}

function* renamed(rows: ReturnType<typeof parseSarif>['vulnerabilities']) {
	for (const row of rows) yield {...row, sources: [trusted('scout')]};
}
