import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { withLock } from './lock';
import { silentProgress, type Progress } from './progress';
import { finished, isExecutable, isReachable } from './temporal';

/**
 * The test server that skips time, for `TestWorkflowEnvironment.createTimeSkipping`. Officially a download; where that
 * cannot be reached, the same server from Maven Central, in Java, behind a small shell script.
 */
const mavenVersion = '1.32.0';
const downloadHost = 'https://temporal.download';

export interface TimeSkippingSources {
  /** TEMPORAL_TEST_SERVER_PATH. */
  serverPath?: string | undefined;
  cacheDirectory: string;
  progress?: Progress;
}

/** A program that takes a port and serves on it. @throws when none can be had, with what a person can do */
export async function findTimeSkippingServer(sources: TimeSkippingSources): Promise<string> {
  const { serverPath, cacheDirectory } = sources;
  if (serverPath !== undefined) {
    if (isExecutable(serverPath)) return serverPath;
    throw new Error(
      `TEMPORAL_TEST_SERVER_PATH is ${serverPath}, which is not a program that can be run. Correct or unset it.`,
    );
  }
  const folder = join(cacheDirectory, 'temporal-test-server');
  const [official, java] = [
    join(folder, 'official', 'temporal-test-server'),
    join(folder, mavenVersion, 'temporal-test-server'),
  ];
  const cached = (): string | undefined => [official, java].find(isExecutable);
  const progress = sources.progress ?? silentProgress;
  const waiting = (pid: number): void =>
    progress.say(`The test server is being fetched by another process (pid ${pid}).`);

  return (
    cached() ??
    (await withLock(
      `${folder}.lock`,
      async () => {
        const found = cached();
        if (found !== undefined) return found;
        const failures: string[] = [];
        for (const [name, target, attempt] of [
          ['Downloading the time-skipping test server', official, download],
          ['Fetching the time-skipping test server from Maven Central', java, fetchFromMaven],
        ] as const) {
          try {
            await progress.step(name, () => attempt(target));
            return target;
          } catch (error) {
            failures.push((error as Error).message);
            progress.say(`  ${(error as Error).message}`);
          }
        }
        throw new Error(
          `No time-skipping test server: ${failures.join(' ')} Name one in TEMPORAL_TEST_SERVER_PATH, or install a JDK and Maven.`,
        );
      },
      waiting,
    ))
  );
}

async function download(target: string): Promise<void> {
  if (!(await isReachable(downloadHost))) throw new Error(`${downloadHost} cannot be reached from this machine.`);
  const folder = join(dirname(target), 'download');
  mkdirSync(folder, { recursive: true });
  const script = `
    const { TestWorkflowEnvironment } = require(process.argv[1]);
    TestWorkflowEnvironment.createTimeSkipping({
      server: { executable: { type: 'cached-download', downloadDir: process.argv[2] } },
    }).then((environment) => environment.teardown()).catch((error) => { console.error(error.message); process.exit(1); });
  `;
  const testing = require.resolve('@temporalio/testing');
  const child = spawn(process.execPath, ['-e', script, testing, folder], { stdio: ['ignore', 'ignore', 'pipe'] });
  await finished(child, 180_000, 'The download');
  const file = readdirSync(folder)
    .map((name) => join(folder, name))
    .find(isExecutable);
  if (file === undefined) throw new Error('The download left no program.');
  renameSync(file, target);
  rmSync(folder, { recursive: true, force: true });
}

async function fetchFromMaven(target: string): Promise<void> {
  for (const [program, argument] of [
    ['java', '-version'],
    ['mvn', '-version'],
  ] as const) {
    if (spawnSync(program, [argument]).error) throw new Error(`\`${program}\` is not installed.`);
  }
  const folder = dirname(target);
  const libraries = join(folder, 'lib');
  const partial = join(folder, 'partial');
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  writeFileSync(
    join(partial, 'pom.xml'),
    `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>inquiry.desk</groupId>
  <artifactId>time-skipping-server</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>io.temporal</groupId>
      <artifactId>temporal-test-server</artifactId>
      <version>${mavenVersion}</version>
    </dependency>
  </dependencies>
</project>
`,
  );
  const child = spawn(
    'mvn',
    ['-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=lib', '-DincludeScope=runtime'],
    {
      cwd: partial,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  // Maven reports its errors on stdout.
  child.stdout.on('data', (chunk: Buffer) => child.stderr.emit('data', chunk.toString()));
  await finished(child, 600_000, 'Maven');
  rmSync(libraries, { recursive: true, force: true });
  renameSync(join(partial, 'lib'), libraries);
  if (!existsSync(libraries)) throw new Error('Maven left no libraries.');
  rmSync(partial, { recursive: true });
  writeFileSync(
    `${target}.partial`,
    `#!/bin/sh
# Temporal's test server in Java. Its only argument is the port; flags of the official program mean nothing to it.
exec java -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$(dirname "$0")/lib/*" io.temporal.testserver.TestServer "$1"
`,
  );
  chmodSync(`${target}.partial`, 0o755);
  renameSync(`${target}.partial`, target);
}
