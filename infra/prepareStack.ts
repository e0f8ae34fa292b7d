import { type HomeRegionArgs, stayInRegion } from "./homeRegion";
import { tagEverything } from "./tags";

/** What holds for the stack as a whole, its tags and its region; call it before the first resource. */
export const prepareStack = (home: HomeRegionArgs): void => {
  tagEverything();
  stayInRegion(home);
};
