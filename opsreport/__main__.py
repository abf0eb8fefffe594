"""python -m opsreport, and the console command."""

from opsreport.cli import main

if __name__ == "__main__":
    main()
