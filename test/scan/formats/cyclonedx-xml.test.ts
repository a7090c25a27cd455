import {describe, expect, it} from 'vitest';
import {parseCycloneDx} from '../../../src/scan/formats/cyclonedx-report.js';
import {bomOf, isBom} from '../../../src/scan/formats/cyclonedx-xml.js';
import {dateOf} from '../../../src/scan/formats/report-date.js';
import {parseXml} from '../../../src/scan/formats/xml.js';
import {brief} from '../support/brief.js';

const bom = (version: string, inside: string) =>
	`\ufeff<?xml version="1.0"?>\n<bom xmlns="http://cyclonedx.org/schema/bom/${version}" xmlns:v="http://cyclonedx.org/schema/ext/vulnerability/1.0">${inside}</bom>`;
const read = async (text: string) => bomOf(await parseXml(text));

const modern = bom(
	'1.6',
	`<metadata><timestamp>2026-10-02T03:04:05Z</timestamp>
		<tools><components><component type="application"><name>trivy</name><version>0.60.0</version></component></components></tools>
		<component type="container"><name>shop:1</name></component></metadata>
	<components>
		<component type="library" bom-ref="a"><group>org.example</group><name>left &amp; right</name><version>1.0</version>
			<purl>pkg:maven/org.example/left@1.0</purl>
			<properties><property name="aquasecurity:trivy:FilePath">app/left.jar</property></properties></component>
		<component type="operating-system" bom-ref="os"><name>debian</name></component>
	</components>
	<vulnerabilities>
		<vulnerability bom-ref="v1"><id>CVE-2026-800001</id><source><name>nvd</name><url>https://example.org/1</url></source>
			<references><reference><id>GHSA-aaaa-bbbb-cccc</id></reference></references>
			<ratings><rating><source><name>nvd</name></source><score>9.8</score><severity>critical</severity><method>CVSSv31</method>
				<vector>CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H</vector></rating></ratings>
			<description><![CDATA[a <b> flaw]]></description><recommendation>Upgrade to 1.1</recommendation>
			<affects><target><ref>a</ref><versions><version><version>1.0</version><status>affected</status></version></versions></target></affects>
		</vulnerability>
		<vulnerability><id>CVE-2026-800002</id><analysis><state>not_affected</state><responses><response>will_not_fix</response></responses></analysis>
			<affects><target><ref>a</ref></target></affects></vulnerability>
	</vulnerabilities>`,
);

describe('CycloneDX in XML', () => {
	it('since 1.4: the same rows as in JSON', async () => {
		const document = await read(modern);
		const report = parseCycloneDx(document);
		const all = [...report.vulnerabilities];
		expect(all.map(brief)).toEqual([
			['CVE-2026-800001=GHSA-aaaa-bbbb-cccc', 'org.example:left@1.0', 'maven', 'app/left.jar', 'critical', '1.1'],
			['CVE-2026-800002', 'org.example:left@1.0', 'maven', 'app/left.jar', 'unknown', 'wont-fix'],
		]);
		expect(all[0]).toMatchObject({description: 'a <b> flaw', cvss: [{source: 'nvd', version: '3.1', score: 9.8}]});
		expect(all[1]?.status).toBe('not_affected');
		expect([report.scannerName, report.scannerVersion, report.packages]).toEqual(['trivy', '0.60.0', 1]);
		expect(dateOf(document)).toBe('2026-10-02T03:04:05.000Z');
	});
	it.each([
		[
			'beside the components',
			'<components><component bom-ref="a" type="library"><name>left</name><version>1.0</version></component></components><v:vulnerabilities><v:vulnerability ref="a"><v:id>CVE-2026-800003</v:id><v:ratings><v:rating><v:score><v:base>7.5</v:base></v:score><v:severity>High</v:severity><v:method>CVSSv3</v:method></v:rating></v:ratings><v:recommendations><v:recommendation>Upgrade to 1.2</v:recommendation></v:recommendations></v:vulnerability></v:vulnerabilities>',
		],
		[
			'inside of the component',
			'<components><component type="library"><name>left</name><version>1.0</version><purl>left</purl><v:vulnerabilities><v:vulnerability><v:id>CVE-2026-800003</v:id><v:ratings><v:rating><v:severity>High</v:severity></v:rating></v:ratings><v:recommendations><v:recommendation>Upgrade to 1.2</v:recommendation></v:recommendations></v:vulnerability></v:vulnerabilities></component></components>',
		],
	])('before 1.4, as an extension %s', async (_, inside) => {
		const [row, ...more] = parseCycloneDx(await read(bom('1.2', inside))).vulnerabilities;
		expect(more).toEqual([]);
		expect(row).toMatchObject({id: 'CVE-2026-800003', severity: 'high', fix: {state: 'fixed', versions: ['1.2']}});
		expect(row?.package.name).toBe('left');
	});
	it('an inventory has no vulnerabilities', async () =>
		expect(await read(bom('1.5', '<components/>'))).not.toHaveProperty('vulnerabilities'));
	it.each([
		'<vulnerabilities><vulnerability><id>CVE-2026-800004</id><advisories><tools/></advisories></vulnerability></vulnerabilities>',
		'<components><component><vulnerabilities><vulnerability><id>CVE-2026-800004</id></vulnerability></vulnerabilities></component></components><vulnerabilities><tools/></vulnerabilities>',
	])('lists with other elements inside: %.60s', async inside =>
		expect([...parseCycloneDx(await read(bom('1.5', inside))).vulnerabilities].map(({id}) => id)).toEqual(['CVE-2026-800004']),
	);
	it('another document of the same element is none', async () =>
		expect(isBom(await parseXml('<bom xmlns="urn:x"/>'))).toBe(false));
});

describe('XML', () => {
	it.each([
		['<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', /a document type is not accepted/],
		['<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', /a document type is not accepted/],
		['<a>&nbsp;</a>', /invalid character entity/],
		['<a><b></a>', /unexpected close tag/],
		['<a>', /unclosed root tag/],
		['  ', /there is no element/],
		['<a/>text', /text data outside of root node/],
		['<a>'.repeat(600), /nested too deeply/],
	])('%.40s is refused', (text, why) => expect(parseXml(text)).rejects.toThrow(why));
	it('reads a large document in slices', async () => {
		const root = await parseXml(`<a>${'<b c="d">e &lt; f</b>'.repeat(50_000)}</a>`);
		expect(root.children).toHaveLength(50_000);
		expect(root.children.at(-1)).toMatchObject({name: 'b', attributes: {c: 'd'}, text: 'e < f'});
	});
	it(
		'refuses millions of elements',
		() => expect(parseXml(`<a>${'<b/>'.repeat(4_000_001)}</a>`)).rejects.toThrow(/more than 4000000 elements/),
		30_000,
	);
	it('can be stopped', async () => {
		const stop = new AbortController();
		const reading = parseXml(`<a>${'<b/>'.repeat(500_000)}</a>`, stop.signal);
		stop.abort();
		await expect(reading).rejects.toThrow(/abort/i);
	});
});
