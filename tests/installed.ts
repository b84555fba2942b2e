import { accessSync, constants } from "node:fs";

/** Where administrators' programs lie, which not every PATH names. */
const SYSTEM_FOLDERS = ["/usr/local/sbin", "/usr/sbin", "/sbin"];

/** Why a test that needs a program cannot run; false where it is there. What `skip` of a test takes. */
export function missingProgram(name: string): string | false {
  return !isInstalled(name) && `there is no ${name}`;
}

/** Whether a program of this name can be started. */
export function isInstalled(name: string): boolean {
  return folderOf(name) !== undefined;
}

/** The folder that has a program of this name. */
export function folderOf(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? "").split(":"), ...SYSTEM_FOLDERS];
  return folders.find((folder) => canRun(`${folder}/${name}`));
}

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
